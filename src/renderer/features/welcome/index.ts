export { StartFailure } from "./start-failure.tsx";
export { Welcome } from "./welcome.tsx";
