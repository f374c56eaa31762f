package org.codesign.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.codesign.search.Progress;

/**
 * Progress for the one who waits: on a terminal a bar, elsewhere a line every ten seconds; at the
 * end of each stage a line. Safe for use by threads.
 */
final class ConsoleProgress implements Progress, AutoCloseable {

  private static final long LINE_SECONDS = 10;
  private static final long TICK_MILLIS = 500;

  private final PrintWriter out;
  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private Optional<StageProgress> stage = Optional.empty();
  private long startNanos;
  private long lastLineNanos;

  /**
   * Without a clock of its own: {@link #tick} has to be called.
   *
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  ConsoleProgress(PrintWriter out, Terminal terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /** Shows a stage's progress as time goes by, until the executor is shut down. */
  ScheduledExecutorService startTicking() {
    ScheduledExecutorService ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "codesign-progress");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return ticker;
  }

  @Override
  public synchronized void begin(String name, int items, int finished) {
    stage = Optional.of(new StageProgress(name, items, finished, finished, 0));
    startNanos = nanoTime.getAsLong();
    lastLineNanos = startNanos;
    drawBar();
  }

  @Override
  public synchronized void advance(long failed) {
    stage = stage.map(current -> current.advance(failed));
    drawBar();
  }

  @Override
  public synchronized void end() {
    stage.ifPresent(current -> println(current.lastLine(seconds())));
    stage = Optional.empty();
  }

  @Override
  public synchronized void note(String line) {
    println(line);
    drawBar();
  }

  /** Says how far the stage is, if it is time to. */
  synchronized void tick() {
    if (terminal == Terminal.INTERACTIVE) {
      drawBar();
    } else if (nanoTime.getAsLong() - lastLineNanos >= TimeUnit.SECONDS.toNanos(LINE_SECONDS)) {
      lastLineNanos = nanoTime.getAsLong();
      stage.ifPresent(current -> println(current.line(seconds())));
    }
  }

  /** Takes away the bar of a stage that has not ended. */
  @Override
  public synchronized void close() {
    if (stage.isPresent()) {
      clearBar();
      out.flush();
    }
    stage = Optional.empty();
  }

  private void println(String line) {
    clearBar();
    out.println(line);
    out.flush();
  }

  private void clearBar() {
    if (terminal == Terminal.INTERACTIVE) {
      out.print(Terminal.CLEAR_LINE);
    }
  }

  private void drawBar() {
    if (terminal == Terminal.INTERACTIVE && stage.isPresent()) {
      clearBar();
      out.print(stage.get().bar(seconds()));
      out.flush();
    }
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - startNanos);
  }
}
