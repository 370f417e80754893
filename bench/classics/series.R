# The series of bench/classics.bench.ts: real ones that come with R and its forecast package, and simulated ones.
#   Rscript bench/classics/series.R > bench/classics/series.txt
# A line per series: "name season horizon v1 v2 ...", the last `horizon` values being what is to be forecast.
# A season of 24 has another of 168 beside it.

suppressPackageStartupMessages(library(forecast))
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
row <- function(name, season, horizon, values) cat(name, season, horizon, sprintf("%.6g", as.numeric(values)), "\n", sep = " ")

# Real series, at most the last 200 values and what was observed of them.
real <- list(
  AirPassengers = AirPassengers, UKgas = UKgas, nottem = nottem, Nile = Nile, lynx = lynx, WWWusage = WWWusage,
  uspop = ts(as.numeric(uspop)), co2 = co2, LakeHuron = LakeHuron, JohnsonJohnson = JohnsonJohnson, ldeaths = ldeaths,
  mdeaths = mdeaths, fdeaths = fdeaths, USAccDeaths = USAccDeaths, UKDriverDeaths = UKDriverDeaths, austres = austres,
  BJsales = BJsales, BJsales.lead = BJsales.lead, discoveries = discoveries, airmiles = airmiles, nhtemp = nhtemp,
  sunspot.year = sunspot.year, treering = window(treering, 1780), gas = gas, gold = na.interp(gold), woolyrnq = woolyrnq,
  wineind = wineind, sunspot.month = window(sunspot.month, 1950, c(1979, 12)), presidents = na.interp(presidents),
  euDax = ts(as.numeric(EuStockMarkets[1601:1800, 1])), euSmi = ts(as.numeric(EuStockMarkets[801:1000, 2])),
  euCac = ts(as.numeric(EuStockMarkets[1:150, 3])), euFtse = ts(as.numeric(EuStockMarkets[301:400, 4])),
  seatFront = Seatbelts[, "front"], seatRear = Seatbelts[, "rear"],
  seatKms = Seatbelts[, "kms"], seatVan = Seatbelts[, "VanKilled"], seatPrice = Seatbelts[, "PetrolPrice"],
  freenyIncome = ts(as.numeric(freeny[, "income.level"]), frequency = 4), beaver1 = ts(beaver1$temp), beaver2 = ts(beaver2$temp),
  ozone = ts(as.numeric(na.interp(ts(airquality$Ozone))), frequency = 7), temp = ts(airquality$Temp, frequency = 7),
  wind = ts(airquality$Wind, frequency = 7), lungRatio = ts(as.numeric(mdeaths) / as.numeric(fdeaths), frequency = 12),
  nottemQuarter = aggregate(nottem, 4, mean), gasQuarter = aggregate(gas, 4), wineQuarter = aggregate(wineind, 4),
  driversQuarter = aggregate(UKDriverDeaths, 4), accidentsQuarter = aggregate(USAccDeaths, 4), co2Year = aggregate(co2, 1, mean),
  gasYear = aggregate(gas, 1), passengersQuarter = aggregate(AirPassengers, 4),
  taylorHalfDay = ts(colSums(matrix(taylor[1:4032], nrow = 24)), frequency = 14)
)
horizons <- function(season) if (season == 1) 6 else if (season <= 4) 8 else if (season <= 7) 14 else if (season <= 14) season else 48
for (name in names(real)) {
  y <- real[[name]]
  season <- frequency(y)
  row(name, season, horizons(season), tail(as.numeric(y), 200))
}

lengths <- function(i, from, to) from + (i * 37) %% (to - from + 1)
simulate <- function(kind, count, season, make, horizon = horizons(season)) for (i in seq_len(count)) {
  set.seed(1000 * match(kind, kinds) + i)
  row(paste0(kind, i), season, horizon, make(i))
}
kinds <- c("level", "trend", "damped", "arma", "walk", "twice", "quarterAdd", "quarterMul", "monthAdd", "monthMul", "sarima",
  "week", "shift", "outlier", "heavy", "demand", "fading", "hours")
# Local level, trend and season with noise; `noise` and `drift` in units of the level, here 100.
structural <- function(n, season = 1, level = 1, slope = 0, drift = 0, damping = 1, noise = 3, wave = 0, turn = 0, errors = rnorm(n)) {
  l <- 100
  b <- drift
  s <- if (season > 1) wave * (sin(2 * pi * seq_len(season) / season + runif(1, 0, 6)) + 0.4 * rnorm(season)) else 0
  y <- numeric(n)
  for (t in seq_len(n)) {
    at <- (t - 1) %% season + 1
    y[t] <- l + b + (if (season > 1) s[at] else 0) + noise * errors[t]
    l <- l + b + level * rnorm(1)
    b <- damping * b + slope * rnorm(1)
    if (turn > 0) s[at] <- s[at] + turn * rnorm(1)
  }
  y
}
relative <- function(n, season, growth, wave, noise) {
  s <- exp(wave * (sin(2 * pi * seq_len(season) / season + runif(1, 0, 6)) + 0.4 * rnorm(season)))
  100 * exp(cumsum(rnorm(n, growth, noise / 2))) * s[(seq_len(n) - 1) %% season + 1] * exp(noise * rnorm(n))
}
simulate("level", 14, 1, function(i) structural(lengths(i, 30, 120), level = (i %% 5)))
simulate("trend", 14, 1, function(i) structural(lengths(i, 30, 120), slope = 0.15 * (i %% 4), drift = runif(1, -0.5, 2)))
simulate("damped", 8, 1, function(i) structural(lengths(i, 40, 100), drift = 6, damping = 0.9, slope = 0.4, noise = 2))
simulate("arma", 14, 1, function(i) 50 + 4 * arima.sim(list(ar = runif(1, -0.7, 0.9), ma = runif(1, -0.6, 0.6)), lengths(i, 50, 160)))
simulate("walk", 12, 1, function(i) 200 + arima.sim(list(order = c(1, 1, 1), ar = runif(1, -0.3, 0.7), ma = runif(1, -0.5, 0.5)), lengths(i, 50, 160), sd = 2))
simulate("twice", 5, 1, function(i) 300 + arima.sim(list(order = c(0, 2, 1), ma = -0.6), lengths(i, 50, 100), sd = 0.5))
simulate("quarterAdd", 14, 4, function(i) structural(lengths(i, 32, 96), 4, wave = 12, drift = runif(1, -0.3, 0.8), turn = (i %% 3) * 0.7))
simulate("quarterMul", 14, 4, function(i) relative(lengths(i, 32, 96), 4, runif(1, -0.005, 0.02), 0.2, 0.03))
simulate("monthAdd", 14, 12, function(i) structural(lengths(i, 60, 168), 12, wave = 15, drift = runif(1, -0.1, 0.3), turn = (i %% 3) * 0.7))
simulate("monthMul", 16, 12, function(i) relative(lengths(i, 60, 168), 12, runif(1, -0.002, 0.008), 0.25, 0.03))
simulate("sarima", 10, 12, function(i) {
  n <- lengths(i, 84, 156)
  e <- rnorm(n + 39, sd = 3)
  w <- e[14:(n + 39)] - 0.4 * e[13:(n + 38)] - 0.6 * e[2:(n + 27)] + 0.24 * e[1:(n + 26)]
  tail(100 + diffinv(diffinv(w[seq_len(n + 12)], lag = 12, xi = 10 * sin(2 * pi * (1:12) / 12))), n)
})
simulate("week", 16, 7, function(i) structural(lengths(i, 70, 182), 7, wave = 15, level = 0.8 + i %% 3, drift = runif(1, -0.05, 0.1), turn = (i %% 2) * 0.5))
simulate("shift", 8, c(1, 12)[1], function(i) { n <- lengths(i, 50, 120); structural(n, level = 0.5) + 30 * (seq_len(n) > n * runif(1, 0.3, 0.8)) })
simulate("outlier", 10, 12, function(i) { n <- lengths(i, 72, 150); structural(n, 12, wave = 12) + ifelse(runif(n) < 0.04, rnorm(n, 0, 40), 0) })
simulate("heavy", 8, 1, function(i) { n <- lengths(i, 50, 140); structural(n, errors = rt(n, 3)) })
simulate("demand", 24, 1, function(i) { n <- lengths(i, 48, 160); ifelse(runif(n) < runif(1, 0.1, 0.6), 1 + rnbinom(n, 2, mu = 1 + i %% 6), 0) }, 12)
simulate("fading", 8, 1, function(i) { n <- lengths(i, 60, 140); ifelse(runif(n) < seq(0.7, 0.05, length.out = n), 1 + rpois(n, 3), 0) }, 12)
simulate("hours", 10, 24, function(i) {
  n <- 168 * (3 + i %% 3) + 48
  day <- structural(n, 24, wave = 12, level = 0.3, turn = 0)
  day + c(0, 0, 0, 0, 0, -15, -20)[((seq_len(n) - 1) %/% 24) %% 7 + 1] * (1 + 0.3 * sin(2 * pi * seq_len(n) / 24))
})
