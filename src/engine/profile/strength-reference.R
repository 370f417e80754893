# Strengths of trend and seasons as tsfeatures' stl_features forms them (Wang, Smith & Hyndman 2006), by R's forecast::mstl.
#   Rscript src/engine/profile/strength-reference.R > src/engine/profile/strength-reference.json
suppressMessages(library(forecast))
num <- function(x) paste0("[", paste(format(as.numeric(x), digits = 7, scientific = FALSE, trim = TRUE), collapse = ","), "]")
share <- function(rest, whole) max(0, min(1, 1 - var(rest) / var(whole)))
one <- function(name, y) {
  parts <- mstl(y)
  rest <- as.numeric(parts[, "Remainder"])
  trend <- as.numeric(parts[, "Trend"])
  columns <- grep("^Seasonal", colnames(parts))
  strengths <- sapply(columns, function(at) share(rest, rest + as.numeric(parts[, at])))
  periods <- if (inherits(y, "msts")) attr(y, "msts") else frequency(y)
  sprintf('{"name":"%s","seasons":%s,"values":%s,"trend":%.6f,"strengths":%s}',
    name, num(periods), num(y), share(rest, rest + trend), num(strengths))
}
hours <- msts(as.numeric(taylor)[seq(1, 4032, by = 2)], seasonal.periods = c(24, 168))
cat(paste0("[", paste(c(
  one("AirPassengers", AirPassengers), one("nottem", nottem), one("UKgas", UKgas), one("USAccDeaths", USAccDeaths),
  one("woolyrnq", woolyrnq), one("wineind", wineind), one("co2", window(co2, 1985)), one("taylorHours", hours)
), collapse = ",\n"), "]\n"))
