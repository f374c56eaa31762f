package org.codesign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private final StringWriter out = new StringWriter();
  private long seconds = 1000;

  @Test
  void printsALineEveryTenSecondsAndOneAtTheEnd() {
    ConsoleProgress progress = progress(Terminal.NONE);
    progress.begin("blocks", 36, 12);
    for (int i = 0; i < 24; i++) {
      pass(progress, 7);
      progress.advance(0);
    }
    progress.end();
    pass(progress, 60);
    assertThat(out.toString().lines())
        .startsWith("blocks: 13 of 36 done, 14 s, about 5 min 22 s left")
        .endsWith("blocks: 36 of 36 done (12 from an earlier run), 2 min 48 s")
        .hasSize(13);
  }

  @Test
  void saysThatItIsAliveWhenNothingIsFinished() {
    ConsoleProgress progress = progress(Terminal.NONE);
    progress.begin("teacher", 1, 0);
    pass(progress, 9);
    assertThat(out.toString()).isEmpty();
    pass(progress, 1);
    pass(progress, 1);
    assertThat(out.toString().lines()).containsExactly("teacher: 0 of 1 done, 10 s");
  }

  @Test
  void saysNothingOfAnEarlierRunWithoutOne() {
    ConsoleProgress progress = progress(Terminal.NONE);
    progress.begin("blocks", 0, 0);
    progress.end();
    progress.note("a note");
    progress.end();
    assertThat(out.toString().lines()).containsExactly("blocks: 0 of 0 done, 0 s", "a note");
  }

  @Test
  void drawsABarOnATerminal() {
    ConsoleProgress progress = progress(Terminal.INTERACTIVE);
    progress.begin("blocks", 4, 1);
    seconds += 5;
    progress.advance(0);
    progress.note("block 2 diverged");
    progress.advance(0);
    progress.advance(0);
    progress.end();
    assertThat(out.toString().split("\r\u001b\\[K", -1))
        .containsExactly(
            "",
            "blocks [=======>                      ] 1/4, 0 s",
            "blocks [===============>              ] 2/4, 5 s, about 10 s left",
            "block 2 diverged" + System.lineSeparator(),
            "blocks [===============>              ] 2/4, 5 s, about 10 s left",
            "blocks [======================>       ] 3/4, 5 s, about 2 s left",
            "blocks [==============================] 4/4, 5 s",
            "blocks: 4 of 4 done (1 from an earlier run), 5 s" + System.lineSeparator());
  }

  @Test
  void takesTheBarAwayWhenAStageFails() {
    try (ConsoleProgress progress = progress(Terminal.INTERACTIVE)) {
      progress.begin("blocks", 4, 0);
    }
    assertThat(out.toString()).endsWith("0/4, 0 s" + Terminal.CLEAR_LINE);
  }

  @Test
  void losesNoItemOfManyThreads() throws InterruptedException {
    ConsoleProgress progress = progress(Terminal.NONE);
    progress.begin("blocks", 4000, 0);
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int j = 0; j < 1000; j++) {
                  progress.advance(0);
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    progress.end();
    assertThat(out.toString()).startsWith("blocks: 4000 of 4000 done");
  }

  private ConsoleProgress progress(Terminal terminal) {
    return new ConsoleProgress(
        new PrintWriter(out), terminal, () -> TimeUnit.SECONDS.toNanos(seconds));
  }

  private void pass(ConsoleProgress progress, int passed) {
    seconds += passed;
    progress.tick();
  }
}
