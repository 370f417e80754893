import { createPublicKey, verify } from "node:crypto";
import { updateRefused } from "#domain/update";

/** DER of a SubjectPublicKeyInfo of Ed25519 (RFC 8410), up to the 32 bytes of the key. */
const ed25519Prefix = Buffer.from("302a300506032b6570032100", "hex");

/**
 * @param key the 32 bytes of an Ed25519 public key, in base64
 * @param signature 64 bytes, in base64
 * @throws EngineError update-refused
 */
export function requireSigned(bytes: Uint8Array, signature: string, key: string): void {
  const publicKey = createPublicKey({
    key: Buffer.concat([ed25519Prefix, Buffer.from(key, "base64")]),
    format: "der",
    type: "spki",
  });
  if (verify(null, bytes, publicKey, Buffer.from(signature.trim(), "base64"))) return;
  throw updateRefused(
    "The update is not signed by the key that whoever manages this computer has named.",
    "It was changed on its way, or signed with another key. Nothing of it is used.",
  );
}
