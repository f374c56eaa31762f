package org.codesign.search;

import org.apache.spark.api.java.JavaSparkContext;

/** What a job of items works with. Stays on the driver. */
record JobContext(JavaSparkContext spark, Progress progress, TimeBudget budget) {}
