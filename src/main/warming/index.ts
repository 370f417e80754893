export { Warming } from "./warming.ts";
