# What R's forecast package says of the series of series.txt, for bench/classics.bench.ts.
#   Rscript bench/classics/reference.R bench/classics/series.txt > bench/classics/reference-r.json
# A row per series. Of each method: the means, the mean widths of the central 80 and 95 % intervals, and how many of the
# steps fell into them. Log-likelihoods are R's, without its constants for `ets` and with them for `Arima`.

suppressPackageStartupMessages(library(forecast))
lines <- readLines(commandArgs(trailingOnly = TRUE)[1])
num <- function(x) ifelse(is.finite(as.numeric(x)), sprintf("%.6g", as.numeric(x)), "null")
vec <- function(x) paste0("[", paste(num(x), collapse = ","), "]")
txt <- function(x) paste0('"', x, '"')
object <- function(x) paste0("{", paste(sprintf('"%s":%s', names(x), unlist(x)), collapse = ","), "}")
quietly <- function(f) tryCatch(suppressWarnings(f()), error = function(e) NULL)

answer <- function(fc, actual, more = list()) {
  mean <- as.numeric(fc$mean)
  low <- matrix(fc$lower, ncol = 2)
  high <- matrix(fc$upper, ncol = 2)
  object(c(list(
    mean = vec(mean), width80 = num(mean(high[, 1] - low[, 1])), width95 = num(mean(high[, 2] - low[, 2])),
    in80 = sum(actual >= low[, 1] & actual <= high[, 1]), in95 = sum(actual >= low[, 2] & actual <= high[, 2])
  ), more))
}
mean.only <- function(x) object(list(mean = vec(x)))
levels <- c(80, 95)

# Of a fixed order, by full maximum likelihood.
likelihood <- function(y, order, seasonal, constant) {
  fit <- quietly(function() Arima(y, order = order, seasonal = seasonal, include.constant = constant, method = "ML"))
  if (is.null(fit)) return(NULL)
  object(list(order = vec(c(order, seasonal)), constant = tolower(constant), loglik = sprintf("%.8g", fit$loglik), aicc = sprintf("%.8g", fit$aicc)))
}

methods <- function(y, seasons, h, actual) {
  m <- frequency(y)
  found <- list()
  add <- function(name, f) {
    fc <- quietly(f)
    if (!is.null(fc)) found[[name]] <<- if (is.character(fc)) fc else answer(fc, actual)
  }
  add("naive", function() naive(y, h = h, level = levels))
  if (m > 1) add("seasonal-naive", function() snaive(y, h = h, level = levels))
  add("drift", function() rwf(y, h = h, drift = TRUE, level = levels))
  add("linear-trend", function() forecast(tslm(y ~ trend), h = h, level = levels))
  if (m > 1) add("fourier-regression", function() {
    terms <- function(K, ahead = NULL) {
      trend <- if (is.null(ahead)) seq_along(y) else length(y) + seq_len(ahead)
      if (K == 0) data.frame(trend) else data.frame(trend, fourier(y, K, ahead))
    }
    fits <- lapply(0:min(m %/% 2, 12), function(K) lm(value ~ ., cbind(value = as.numeric(y), terms(K))))
    best <- which.min(sapply(fits, function(fit) CV(fit)["AICc"]))
    at <- function(level) predict(fits[[best]], terms(best - 1, h), interval = "prediction", level = level)
    list(mean = at(0.8)[, "fit"], lower = cbind(at(0.8)[, "lwr"], at(0.95)[, "lwr"]), upper = cbind(at(0.8)[, "upr"], at(0.95)[, "upr"]))
  })
  form <- function(model, damped) forecast(ets(y, model = model, damped = damped), h = h, level = levels)
  if (m <= 14) {
    add("ses", function() form("ANN", FALSE))
    add("holt", function() form("AAN", FALSE))
    add("holt-damped", function() form("AAN", TRUE))
    if (m > 1) add("holt-winters-additive", function() form("AAA", FALSE))
    if (m > 1 && all(y > 0)) add("holt-winters-multiplicative", function() form("MAM", FALSE))
  }
  add("theta", function() thetaf(y, h = h, level = levels))
  if (m <= 14) {
    fit <- quietly(function() ets(y))
    chosen <- forecast(fit, h = h, level = levels)
    found[["ets"]] <- answer(chosen, actual, list(method = txt(fit$method), loglik = sprintf("%.8g", fit$loglik), aicc = sprintf("%.8g", fit$aicc)))
    started <- proc.time()[["user.self"]]
    fit <- quietly(function() auto.arima(y))
    arma <- fit$arma
    found[["arima"]] <- answer(forecast(fit, h = h, level = levels), actual, list(
      order = vec(arma[c(1, 6, 2, 3, 7, 4)]), constant = tolower(any(c("intercept", "drift") %in% names(fit$coef))),
      loglik = sprintf("%.8g", fit$loglik), aicc = sprintf("%.8g", fit$aicc), seconds = round(proc.time()[["user.self"]] - started, 3)
    ))
  }
  if (m > 7) add("mstl", function() stlf(if (length(seasons) > 1) msts(y, seasons) else y, h = h, method = "ets", level = levels))
  found
}

forms <- function(y) {
  shapes <- c("ANN", "AAN", "AAdN")
  if (frequency(y) > 1) shapes <- c(shapes, "ANA", "AAA", "AAdA")
  if (all(y > 0)) {
    shapes <- c(shapes, "MNN", "MAN", "MAdN")
    if (frequency(y) > 1) shapes <- c(shapes, "MNA", "MAA", "MAdA", "MNM", "MAM", "MAdM")
  }
  logs <- sapply(shapes, function(shape) {
    fit <- quietly(function() ets(y, model = sub("d", "", shape), damped = grepl("d", shape)))
    if (is.null(fit)) "null" else sprintf("%.8g", fit$loglik)
  })
  object(as.list(logs))
}

rows <- sapply(lines, function(line) {
  fields <- strsplit(trimws(line), " ")[[1]]
  season <- as.integer(fields[2])
  h <- as.integer(fields[3])
  values <- as.numeric(fields[-(1:3)])
  n <- length(values) - h
  y <- ts(values[1:n], frequency = season)
  seasons <- if (season == 24) c(24, 168) else season
  actual <- tail(values, h)
  parts <- list(name = txt(fields[1]))
  if (any(values == 0) && mean(values == 0) > 0.2) {
    parts$methods <- object(list(
      naive = answer(naive(y, h = h, level = levels), actual),
      croston = mean.only(croston(y, h = h)$mean)
    ))
  } else {
    parts$methods <- object(methods(y, seasons, h, actual))
    if (season <= 14) {
      parts$forms <- forms(y)
      none <- c(0, 0, 0)
      fixed <- list(likelihood(y, c(1, 0, 1), none, TRUE), likelihood(y, c(2, 1, 1), none, FALSE))
      if (season > 1) fixed <- c(fixed, list(likelihood(y, c(0, 1, 1), c(0, 1, 1), FALSE), likelihood(y, c(1, 0, 0), c(1, 1, 0), TRUE)))
      parts$orders <- paste0("[", paste(unlist(fixed), collapse = ","), "]")
    }
  }
  cat(fields[1], "\n", file = stderr())
  object(parts)
})
cat('{"forecast":"', as.character(packageVersion("forecast")), '","series":[\n', paste(rows, collapse = ",\n"), "\n]}\n", sep = "")
