import type { Context, ReactNode } from "react";
import { CommandsContext } from "#renderer/commands";
import { ClientContext, SessionContext, ViewContext } from "#renderer/context";
import { DatasetsContext, ReimportingContext } from "#renderer/datasets";
import { CoverageContext } from "#renderer/features/evidence";
import { ExportingContext } from "#renderer/features/exporting";
import { ImportingContext } from "#renderer/features/importing";
import { ModelsContext } from "#renderer/features/models";
import { NoticesContext } from "#renderer/features/notices";
import { FindingsContext, SaveReportContext } from "#renderer/features/report";
import { StorageContext } from "#renderer/features/storage";
import { ForecastContext } from "#renderer/forecasts";
import type { Stores } from "./stores.ts";

/** Puts each store within reach of the views below. */
export function Providers({ stores, children }: { readonly stores: Stores; readonly children: ReactNode }) {
  return [
    giving(ClientContext, stores.client),
    giving(SessionContext, stores.session),
    giving(ViewContext, stores.view),
    giving(CommandsContext, stores.commands),
    giving(DatasetsContext, stores.datasets),
    giving(ReimportingContext, stores.reimporting),
    giving(ForecastContext, stores.observer),
    giving(CoverageContext, stores.coverage),
    giving(ImportingContext, stores.importing),
    giving(FindingsContext, stores.findings),
    giving(SaveReportContext, stores.saveReport),
    giving(ExportingContext, stores.exporting),
    giving(StorageContext, stores.storage),
    giving(NoticesContext, stores.notices),
    giving(ModelsContext, stores.models),
  ].reduceRight((inner, give) => give(inner), children);
}

function giving<T>(Shared: Context<T | null>, value: T): (inner: ReactNode) => ReactNode {
  return (inner) => <Shared value={value}>{inner}</Shared>;
}
