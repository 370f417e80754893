export async function runCanary() {
  return ["not written yet"];
}
