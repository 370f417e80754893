export { FuturesContext } from "./context.ts";
export { adjustBar, laterFutures, scenariosPage } from "./later.ts";
