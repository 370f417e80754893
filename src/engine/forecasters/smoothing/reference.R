# Forecasts by R's forecast package, to compare ours with.
#   Rscript src/engine/forecasters/smoothing/reference.R > src/engine/forecasters/smoothing/forecast-reference.json
suppressMessages(library(forecast))
num <- function(x) paste0("[", paste(ifelse(is.na(x), "null", format(as.numeric(x), digits = 9, scientific = FALSE, trim = TRUE)), collapse = ","), "]")
txt <- function(x) paste0('"', x, '"')
fields <- function(...) { x <- list(...); paste0("{", paste(sprintf('"%s":%s', names(x), unlist(x)), collapse = ","), "}") }

sets <- list(
  AirPassengers = AirPassengers, UKgas = UKgas, nottem = nottem, Nile = Nile, lynx = lynx,
  WWWusage = WWWusage, uspop = ts(as.numeric(uspop)), sunspots = window(sunspot.month, 1950, c(1979, 12)), UKDriverDeaths = UKDriverDeaths
)
of <- function(f, h) fields(
  mean = num(f$mean), upper80 = num(as.matrix(f$upper)[, 1])
)
etsModels <- function(y) {
  season <- if (frequency(y) > 1) c("ANA", "AAA", "MNM", "MAM", "MAA", "MNA") else character(0)
  shapes <- c("ANN", "AAN", "MNN", "MAN", season)
  one <- function(code, damped) {
    fit <- tryCatch(ets(y, model = code, damped = damped), error = function(e) NULL)
    if (is.null(fit)) return(NULL)
    f <- forecast(fit, h = 2 * max(4, frequency(y)), level = c(80, 95), simulate = FALSE)
    fields(model = txt(paste0(substr(code, 1, 2), if (damped) "d" else "", substr(code, 3, 3))), loglik = num(fit$loglik)[1],
      aicc = num(fit$aicc), alpha = num(fit$par["alpha"]), forecast = of(f))
  }
  all <- c(lapply(shapes, one, damped = FALSE), lapply(shapes[substr(shapes, 2, 2) == "A"], one, damped = TRUE))
  paste0("[", paste(unlist(Filter(Negate(is.null), all)), collapse = ","), "]")
}
auto <- function(y) {
  fit <- ets(y)
  f <- forecast(fit, h = 2 * max(4, frequency(y)), level = c(80, 95), simulate = FALSE)
  fields(method = txt(fit$method), aicc = num(fit$aicc), forecast = of(f))
}
rows <- lapply(names(sets), function(name) {
  y <- sets[[name]]
  h <- 2 * max(4, frequency(y))
  fields(
    name = txt(name), season = frequency(y), values = num(y),
    snaive = of(snaive(y, h = h, level = c(80, 95))),
    theta = of(thetaf(y, h = h, level = c(80, 95))),
    ets = etsModels(y), auto = auto(y)
  )
})
cat(fields(forecast = txt(as.character(packageVersion("forecast"))), series = paste0("[", paste(unlist(rows), collapse = ",\n"), "]")), "\n")
