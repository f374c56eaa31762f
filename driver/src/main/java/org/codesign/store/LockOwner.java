package org.codesign.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.UUID;
import org.codesign.config.CanonicalJson;

/**
 * Who holds a lock.
 *
 * @param host the name of the machine, empty if it has none
 * @param pid the number of the process there
 * @param processStart when that process started, empty if the system does not tell; tells it from a
 *     later process with the same number
 * @param since when the lock was taken
 * @param token tells this lock from every other
 */
record LockOwner(String host, long pid, String processStart, String since, String token) {

  /** This process, now. */
  static LockOwner here() {
    ProcessHandle process = ProcessHandle.current();
    return new LockOwner(
        hostName(),
        process.pid(),
        startOf(process),
        Instant.now().toString(),
        UUID.randomUUID().toString());
  }

  /**
   * The owner in a text.
   *
   * @throws IllegalArgumentException if the text is not a lock
   */
  static LockOwner parse(String json) {
    JsonNode tree = CanonicalJson.read(json);
    if (!tree.path("host").isTextual() || !tree.path("pid").isIntegralNumber()) {
      throw new IllegalArgumentException("A lock must name its host and pid.");
    }
    return new LockOwner(
        tree.get("host").asText(),
        tree.get("pid").asLong(),
        tree.path("process-start").asText(),
        tree.path("since").asText(),
        tree.path("token").asText());
  }

  String toJson() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("host", host).put("pid", pid).put("process-start", processStart);
    tree.put("since", since).put("token", token);
    return CanonicalJson.write(tree);
  }

  /** Whether the process is known to be gone: it was on this machine and is not running there. */
  boolean isGone() {
    boolean sameHost = !host.isEmpty() && host.equals(hostName());
    return sameHost
        && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(process -> processStart.isEmpty() || processStart.equals(startOf(process)))
            .isEmpty();
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "";
    }
  }
}
