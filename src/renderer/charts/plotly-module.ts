/** A module of our own around Plotly, so that it has the same exports however it is imported. */
import Plotly from "plotly.js-basic-dist-min";

export const plotly = Plotly;
