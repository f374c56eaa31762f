package org.codesign.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {

  private final BuildInfo build;
  private final Installation installation;

  VersionText(BuildInfo build, Installation installation) {
    this.build = build;
    this.installation = installation;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "codesign " + build.version(),
      "commit   " + installation.commit().orElse("unknown"),
      "java     " + System.getProperty("java.version"),
      "spark    " + build.spark(),
    };
  }
}
