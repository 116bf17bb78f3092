# Runs the packages of the field on one table and says what each needs, in the form of bench_tables.rs: package, job,
# amount, unit, CPU seconds (user and system), answer, with tabs between.
#
#   Rscript peers.R TABLE.csv DRAWS.csv BENCH_TABLES
#
# The table has one column of 0 and 1 a list and one of counts, the last. Only exported functions are called. A package
# that is not installed is skipped by name; one that stops on a table says so and the others go on.

arguments <- commandArgs(trailingOnly = TRUE)
table <- read.csv(arguments[1], check.names = FALSE)
draws_file <- arguments[2]
bench_tables <- arguments[3]
lists <- ncol(table) - 1
captures <- as.matrix(table[, seq_len(lists)])
counts <- table[[lists + 1]]
seed <- 19481210
seconds_min <- 0.3
glm_lists <- 8 # Beyond, every fit has too many cells to be waited for.

line <- function(package, job, amount, unit, seconds, answer) {
  cat(package, job, format(amount, scientific = FALSE), unit, format(seconds, digits = 9, scientific = FALSE), answer,
      sep = "\t")
  cat("\n")
}

# What is faster than seconds_min is repeated, twice as often each time; returns the last result and seconds of one.
measured <- function(job) {
  times <- 1
  repeat {
    before <- proc.time()
    for (time in seq_len(times)) result <- job()
    seconds <- sum((proc.time() - before)[1:2])
    if (seconds >= seconds_min) return(list(result = result, seconds = seconds / times))
    times <- times * 2
  }
}

# Runs the measures of a package where it is installed.
with_package <- function(package, measure) {
  if (!requireNamespace(package, quietly = TRUE)) {
    cat("skipped: ", package, " is not installed\n", sep = "")
    return(invisible())
  }
  tryCatch(suppressMessages(suppressWarnings(measure())), error = function(stop) {
    cat("failed: ", package, ": ", gsub("[\t\n]", " ", conditionMessage(stop)), "\n", sep = "")
  })
}

# "[12,3]" as "~ c1*c2 + c3": lists of one generator with all their interactions.
formula_of <- function(model) {
  generators <- strsplit(gsub("[^0-9,]", "", model), ",")[[1]]
  products <- vapply(strsplit(generators, ""), function(digits) paste0("c", digits, collapse = "*"), "")
  as.formula(paste("~", paste(products, collapse = " + ")))
}

with_package("Rcapture", function() {
  if (lists > glm_lists) return(invisible())
  X <- cbind(captures, counts)
  closed <- measured(function() Rcapture::closedp.t(X, dfreq = TRUE))
  line("Rcapture", "closed models", nrow(closed$result$results), "models", closed$seconds,
       sprintf("Mt %.3f", closed$result$results["Mt", 1]))
  if (lists > 6) return(invisible())
  job <- if (lists == 6) "models of pairs" else "all models"
  order <- if (lists == 6) 2 else lists - 1
  found <- measured(function() Rcapture::closedpMS.t(X, dfreq = TRUE, maxorder = order, stopiflong = FALSE))
  results <- found$result$results
  best <- rownames(results)[which.min(results[, "BIC"])]
  line("Rcapture", job, nrow(results), "models", found$seconds, sprintf("%s %.3f", best, results[best, 1]))
  model <- formula_of(best)
  interval <- measured(function() Rcapture::closedpCI.t(X, dfreq = TRUE, mX = model, fmaxSupCL = 20))
  line("Rcapture", "profile interval", 1, "intervals", interval$seconds,
       paste(unlist(interval$result$CI[1, 1:3]), collapse = " "))
})

with_package("SparseMSE", function() {
  if (lists > glm_lists) return(invisible())
  found <- measured(function() {
    SparseMSE::estimatepopulation.0(cbind(captures, count = counts), method = "stepwise", quantiles = c(0.025, 0.975))
  })
  line("SparseMSE", "stepwise", 1, "selections", found$seconds, paste(round(unlist(found$result$estimate), 3), collapse = " "))
})

with_package("dga", function() {
  if (lists < 3 || lists > 5) return(invisible())
  name <- paste0("graphs", lists)
  data(list = name, package = "dga", envir = environment())
  graphs <- get(name)
  patterns <- as.vector(captures %*% 2^(seq_len(lists) - 1))
  Y <- numeric(2^lists)
  for (row in seq_along(patterns)) Y[patterns[row] + 1] <- Y[patterns[row] + 1] + counts[row]
  Y <- array(Y, dim = rep(2, lists))
  missing <- 1:40000
  found <- measured(function() dga::bma.cr(Y, missing, 2^-lists, graphs))
  weights <- colSums(found$result)
  weights <- weights / sum(weights)
  answer <- sprintf("mean %.2f", sum(counts) + sum(weights * missing))
  line("dga", "graphs on 40,000 points", length(graphs), "graphs", found$seconds, answer)
  line("dga", "graphs", length(graphs), "graphs", found$seconds, paste(answer, "(the same run: dga has one grid)"))
})

# Four chains of the length of our plain ones, each from its own seed.
with_package("LCMCR", function() {
  if (lists < 3) return(invisible())
  chains <- 4; burn_in <- 2000; draws <- 10000; thinning <- 5
  frame <- as.data.frame(lapply(as.data.frame(captures), factor, levels = c(0, 1)))
  frame$Freq <- counts
  frame <- frame[counts > 0, ]
  seconds <- 0
  drawn <- sapply(seq_len(chains), function(chain) {
    before <- proc.time()
    sampler <- LCMCR::lcmCR(frame, tabular = TRUE, in_list_label = "1", not_in_list_label = "0",
                            K = min(10, 2^lists - 1), a_alpha = 0.25, b_alpha = 0.25, buffer_size = draws,
                            thinning = thinning, seed = seed + chain, verbose = FALSE)
    N <- LCMCR::lcmCR_PostSampl(sampler, burnin = burn_in, samples = draws, thinning = thinning, output = FALSE)
    seconds <<- seconds + sum((proc.time() - before)[1:2])
    as.vector(N)
  })
  line("LCMCR", "plain chains, sweeps", chains * (burn_in + draws * thinning), "sweeps", seconds, "")
  write.csv(drawn, draws_file, row.names = FALSE, quote = FALSE)
  agreement <- strsplit(system2(bench_tables, c("diagnose", draws_file), stdout = TRUE), "\t")[[1]]
  line("LCMCR", "plain chains", as.numeric(agreement[1]), "effective", seconds, agreement[2])
  line("LCMCR", "tempered chains", as.numeric(agreement[1]), "effective", seconds,
       paste(agreement[2], "(the same run: LCMCR has plain chains)"))
})
