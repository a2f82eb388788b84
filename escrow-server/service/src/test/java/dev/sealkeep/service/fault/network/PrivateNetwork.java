package dev.sealkeep.service.fault.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The network: a bridge in this process' namespace, with the clients' address and the database's,
 * and for each node a namespace that is joined to it. A node's namespace lives as long as a process
 * that holds it, which ends with this one.
 *
 * <p>What a node sends to a silenced address goes to a link-layer address that nobody has: it is
 * lost without an error, as on a broken path.
 */
public final class PrivateNetwork implements AutoCloseable {
  private static final String NET = "10.77.0.";
  private static final String BRIDGE = "br0";
  private static final Path ROUTES = Path.of("/proc/self/net/route");
  private static final String NOBODY = "02:00:00:00:de:ad";

  private final List<Process> holders = new ArrayList<>();

  /** How many faults ask for each. */
  private final Map<Silence, Integer> silences = new HashMap<>();

  /** What a node sends to an address and is lost. */
  private record Silence(int number, String address) {}

  private PrivateNetwork() {}

  /** Where clients are. */
  public static String clients() {
    return NET + 1;
  }

  /** Where the database is. */
  public static String database() {
    return NET + 2;
  }

  /** Where a node is; counted from 1. */
  public static String node(int number) {
    return NET + (10 + number);
  }

  /** Whether this process is in a namespace that was made for it: no route leads anywhere. */
  private static boolean isFresh() {
    try {
      // A line of headings, then one a route.
      return Files.readAllLines(ROUTES).size() <= 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes it.
   *
   * @throws IllegalStateException if this process is not in a fresh namespace
   */
  public static PrivateNetwork make(int nodes) {
    if (!isFresh()) {
      throw new IllegalStateException("this process is not in a network namespace of its own");
    }
    PrivateNetwork network = new PrivateNetwork();
    try {
      Shell.run("ip", "link", "set", "lo", "up");
      Shell.run("ip", "link", "add", BRIDGE, "type", "bridge");
      Shell.run("ip", "addr", "add", clients() + "/24", "dev", BRIDGE);
      Shell.run("ip", "addr", "add", database() + "/24", "dev", BRIDGE);
      Shell.run("ip", "link", "set", BRIDGE, "up");
      for (int number = 1; number <= nodes; number++) {
        network.join(number);
      }
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private void join(int number) {
    Process holder;
    try {
      // It says a line once it is in its namespace, and ends with its input.
      holder = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo; exec cat").start();
      holders.add(holder);
      if (holder.getInputStream().read() < 0) {
        throw new IllegalStateException("cannot make a network namespace");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String outside = outside(number);
    Shell.run(
        "ip",
        "link",
        "add",
        outside,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        Long.toString(holder.pid()));
    Shell.run("ip", "link", "set", outside, "master", BRIDGE, "up");
    inside(number, "ip", "link", "set", "lo", "up");
    inside(number, "ip", "addr", "add", node(number) + "/24", "dev", "eth0");
    inside(number, "ip", "link", "set", "eth0", "up");
  }

  private static String outside(int number) {
    return "veth" + number;
  }

  /** What a command starts with to run where a node is. */
  public List<String> enter(int number) {
    return List.of("nsenter", "--net=/proc/" + holders.get(number - 1).pid() + "/ns/net");
  }

  private void inside(int number, String... command) {
    List<String> whole = new ArrayList<>(enter(number));
    whole.addAll(List.of(command));
    Shell.run(whole);
  }

  /**
   * From now on nothing that the node sends reaches {@code address}. Two faults may ask for it, as
   * when each end of a path is cut off.
   */
  public synchronized void silence(int number, String address) {
    if (silences.merge(new Silence(number, address), 1, Integer::sum) > 1) {
      return;
    }
    inside(
        number,
        "ip",
        "neigh",
        "replace",
        address,
        "lladdr",
        NOBODY,
        "nud",
        "permanent",
        "dev",
        "eth0");
  }

  /** Ends one {@link #silence}; the address is reached again after the last. */
  public synchronized void restore(int number, String address) {
    Silence silence = new Silence(number, address);
    if (silences.merge(silence, -1, Integer::sum) > 0) {
      return;
    }
    silences.remove(silence);
    inside(number, "ip", "neigh", "del", address, "dev", "eth0");
  }

  /** Lets no more than {@code kilobits} a second to the node. */
  public void narrow(int number, int kilobits) {
    Shell.run(
        "tc",
        "qdisc",
        "add",
        "dev",
        outside(number),
        "root",
        "tbf",
        "rate",
        kilobits + "kbit",
        "burst",
        "4k",
        "latency",
        "200ms");
  }

  /** Ends {@link #narrow}. */
  public void widen(int number) {
    Shell.run("tc", "qdisc", "del", "dev", outside(number), "root");
  }

  @Override
  public void close() {
    holders.forEach(Process::destroyForcibly);
  }
}
