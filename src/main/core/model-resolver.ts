/** Resolves a model's id to its file, version and everything else its numbers depend on. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { influencedModel } from "#domain/influence";
import type { BandwidthRule } from "#domain/forecast";
import type { ModelInfo, SampleRows } from "#domain/model";
import type { Frequency } from "#domain/series";
import { forecasters } from "#engine/forecasters/catalogue";
import { isComposed, withInfluencesName } from "#main/evaluation";
import type { ServiceModel } from "#main/forecasts";
import type { ModelAdmin, ModelStore } from "#main/models";

export interface ModelResolverPorts {
  readonly store: Pick<ModelStore, "list" | "manifest" | "shape" | "load" | "fileOf">;
  readonly admin: Pick<ModelAdmin, "defaultFor">;
  /** Bandwidth rule for models that give samples. */
  readonly bandwidth: BandwidthRule;
  /** Absolute path of the built evaluate entry. */
  readonly evaluateEntry: string;
}

export class ModelResolver {
  readonly #ports: ModelResolverPorts;
  #evaluateCode: string | undefined;

  constructor(ports: ModelResolverPorts) {
    this.#ports = ports;
  }

  /** A model's manifest and file. @throws EngineError model-not-found, also for models without a file */
  fileOf(id: string): ReturnType<ModelStore["fileOf"]> {
    return this.#ports.store.fileOf(id);
  }

  /** The models that have a file. */
  list(): readonly ModelInfo[] {
    return this.#ports.store.list();
  }

  /** The id of the default model. */
  defaultModel(frequency?: Frequency): string {
    return this.#ports.admin.defaultFor(frequency);
  }

  /** Loads a model once, however often it is requested. @throws EngineError model-not-found, model-damaged, model-refused */
  load(id: string): Promise<ModelInfo> {
    return this.#ports.store.load(id);
  }

  /** Undefined for a model that can't be used, or is not loaded yet. */
  find(id: string): ServiceModel | undefined {
    const info = this.list().find((known) => known.id === id);
    if (info === undefined || info.state !== "ready") return undefined;
    const { frequencies } = this.#ports.store.manifest(id);
    const samples = this.samplesOf(id);
    return {
      id,
      version: info.version,
      sha256: info.sha256,
      contextSteps: info.maxContextSteps,
      levels: info.levels,
      ...(samples === undefined ? {} : { samples }),
      frequencies,
      maxHorizonSteps: info.maxHorizonSteps,
      preprocessing: this.#preprocessing(id),
      executionProvider: info.executionProvider ?? "cpu",
    };
  }

  /** Undefined for a model that gives quantiles. @throws EngineError model-not-found */
  samplesOf(id: string): SampleRows | undefined {
    return this.#ports.store.shape(id).samples;
  }

  /** Of a statistical model, too, and of a configured one. @throws EngineError model-not-found, wrong-arguments */
  nameOf(id: string): string {
    const known = influencedModel(id);
    if (known !== null) return withInfluencesName(this.nameOf(known.model));
    if (forecasters.behind(id) !== undefined) return forecasters.methodName(forecasters.method(id));
    return this.#ports.store.manifest(id).name;
  }

  /** The version of the preprocessing; the default model's for a model without a file. */
  preprocessingOf(id: string): string {
    return this.#preprocessing(isComposed(id) ? this.defaultModel() : id);
  }

  /** Names the code that computes answers from forecasts, and what is done to windows before a model sees them. */
  answerVersion(): string {
    // The parts of the evaluate process are named by their content.
    this.#evaluateCode ??= createHash("sha256").update(readFileSync(this.#ports.evaluateEntry)).digest("hex");
    const preprocessing = new Set(this.list().map(({ id }) => this.#preprocessing(id)));
    return JSON.stringify([this.#evaluateCode, [...preprocessing].sort()]);
  }

  /** Everything besides the weights and the device that a model's numbers depend on; part of every cache key. */
  #preprocessing(id: string): string {
    const { preprocessing, output } = this.#ports.store.manifest(id);
    return output.kind === "samples" ? `${preprocessing} ${this.#ports.bandwidth}` : preprocessing;
  }
}
