package org.codesign.config;

/** The first convolution: its output channels, its kernel and its stride in pixels. */
public record StemConfig(int channels, int kernel, int stride) {

  public StemConfig {
    Minimum.requireNotBelow("channels of the stem", channels, 1);
    Minimum.requireNotBelow("kernel of the stem", kernel, 1);
    Minimum.requireNotBelow("stride of the stem", stride, 1);
  }
}
