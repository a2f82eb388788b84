package dev.sealkeep.bench.region;

import dev.sealkeep.bench.cost.Cost;
import dev.sealkeep.bench.cost.Costs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Guests boot, as the agent does: they connect, get a challenge, make evidence, ask for the key;
 * whoever is refused comes back after the agent's pause, or later if it is told so, with the same
 * request, and to the next node that the balancer picks. An agent that would pass its deadline
 * gives up, and is started again.
 */
final class Region {
  private static final double LOOK = 0.25;

  /** A search gives a run up that, after this share of its time, */
  private static final double GIVE_UP_AFTER = 0.3;

  /** has done less than this share of what an even pace would have done. */
  private static final double GIVE_UP_BELOW = 0.6;

  private final Events events = new Events();
  private final Scenario scenario;
  private final Costs costs;
  private final SplittableRandom random;
  private final Tally tally;
  private final LogOrder order = new LogOrder(events);
  private final Vendor vendor;
  private final List<Machine> machines = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Optional<Machine> database;
  private final Optional<Generator> generator;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int open;
  private Optional<Usage> bulk = Optional.empty();

  /** Guests that share the nodes' machine: its event loops, and threads for evidence. */
  private record Generator(Threads loops, Threads processors) {}

  private Region(Scenario scenario, Costs costs) {
    this.scenario = scenario;
    this.costs = costs;
    this.random = new SplittableRandom(scenario.seed());
    this.tally = new Tally(scenario.guests());
    this.vendor = new Vendor(events, scenario.vendor());
    BitSet known = new BitSet();
    if (scenario.collateral() == Scenario.Collateral.HELD) {
      known.set(0, scenario.chips());
    }
    Machine all = new Machine(events, Math.max(scenario.shared(), 1e-9));
    database =
        scenario.databaseProcessors() == 0
            ? Optional.empty()
            : Optional.of(
                scenario.shared() > 0 ? all : new Machine(events, scenario.databaseProcessors()));
    generator =
        scenario.shared() > 0
            ? Optional.of(
                new Generator(
                    new Threads(all, 2 * scenario.processors()),
                    new Threads(all, scenario.processors())))
            : Optional.empty();
    for (int i = 0; i < scenario.nodes(); i++) {
      Machine machine = scenario.shared() > 0 ? all : new Machine(events, scenario.processors());
      machines.add(machine);
      nodes.add(node(machine, known));
    }
  }

  private Node node(Machine machine, BitSet known) {
    Machine serving = database.orElse(machine);
    NodeLog log =
        new NodeLog(
            events,
            costs,
            order,
            new Threads(machine, 1),
            new Threads(serving, 1),
            scenario.databaseRoundTrip(),
            scenario.shared() > 0 ? Optional.empty() : Optional.of(new Threads(machine, 1)));
    return new Node(
        events,
        scenario,
        costs,
        machine,
        new Threads(serving, scenario.processors()),
        new NodeCollateral(events, scenario, known, vendor, random.split()),
        log,
        random.split());
  }

  /** Runs a scenario to its end, or to its limit. */
  static Outcome run(Scenario scenario, Costs costs) {
    return new Region(scenario, costs).run();
  }

  private Outcome run() {
    for (int i = 0; i < scenario.guests(); i++) {
      Guest guest = new Guest(i, this::attempt);
      events.after(scenario.spread() * i / scenario.guests(), () -> start(guest));
    }
    look();
    while (tally.released() < scenario.guests() && !hopeless() && events.next(scenario.limit())) {
      if (bulk.isEmpty() && tally.released() >= 0.9 * scenario.guests()) {
        bulk = Optional.of(usage());
      }
    }
    return new Outcome(scenario, tally, usage(), bulk.orElseGet(this::usage), events.entered());
  }

  /** Whether it is certain enough that the limit passes before all have keys, in a search. */
  private boolean hopeless() {
    double passed = events.now() / scenario.limit();
    return scenario.search()
        && passed > GIVE_UP_AFTER
        && tally.released() < GIVE_UP_BELOW * passed * scenario.guests();
  }

  private void look() {
    nodes.forEach(Node::expire);
    events.after(LOOK, this::look);
  }

  private void start(Guest guest) {
    guest.start(events.now());
    attempt(guest);
  }

  private void attempt(Guest guest) {
    Optional<Node> kept = guest.takeKept();
    if (kept.isPresent()) {
      tally.attempted();
      askAgain(kept.get(), guest);
      return;
    }
    if (scenario.sockets() > 0 && open >= scenario.sockets()) {
      waiting.add(() -> connect(guest));
      return;
    }
    open++;
    connect(guest);
  }

  private void connect(Guest guest) {
    tally.attempted();
    Node node = nodes.get((int) (((long) guest.number() + guest.attempt()) % nodes.size()));
    if (node.full()) {
      tally.closed();
      guest.forgetRequest();
      again(guest, 0, Optional.empty());
      return;
    }
    tally.connected();
    Attempt attempt = accepted(node, guest);
    Runnable connect =
        () ->
            node.connect(
                attempt, () -> events.after(scenario.roundTrip() / 2, () -> ask(node, attempt)));
    // TCP's three packets, the last of them with the first of TLS.
    generator.ifPresentOrElse(
        own -> own.loops().run(costs.seconds(Cost.GUEST_CONNECTION), connect),
        () -> events.after(1.5 * scenario.roundTrip(), connect));
  }

  /** Asks on a connection that was kept. */
  private void askAgain(Node node, Guest guest) {
    node.resume();
    ask(node, accepted(node, guest));
  }

  /** On an open connection: for a challenge, unless the guest has a request that was shed. */
  private void ask(Node node, Attempt attempt) {
    if (attempt.over()) {
      return;
    }
    double oneWay = scenario.roundTrip() / 2;
    if (attempt.guest().hasRequest(events.now())) {
      attempt.connect();
      events.after(oneWay, () -> release(node, attempt));
      return;
    }
    events.after(
        oneWay,
        () -> node.challenge(attempt, () -> events.after(oneWay, () -> challenged(node, attempt))));
  }

  private void release(Node node, Attempt attempt) {
    node.release(attempt, answer -> answered(node, attempt, answer));
  }

  /** An attempt that ends by itself if there is no challenge in time. */
  private Attempt accepted(Node node, Guest guest) {
    Attempt attempt = new Attempt(guest);
    node.accept(attempt);
    events.after(
        scenario.connectTimeout(),
        () -> {
          if (!attempt.connected() && attempt.end()) {
            tally.timedOut();
            guest.forgetRequest();
            again(guest, 0, Optional.empty());
          }
        });
    return attempt;
  }

  private void challenged(Node node, Attempt attempt) {
    if (attempt.over()) {
      return;
    }
    attempt.connect();
    tally.challenged();
    attempt.guest().challenged(events.now());
    Runnable ask =
        () ->
            events.after(
                scenario.evidence() + scenario.roundTrip() / 2, () -> release(node, attempt));
    generator.ifPresentOrElse(
        own -> own.processors().run(costs.seconds(Cost.GUEST_EVIDENCE), ask), ask);
  }

  /** An answer leaves the node. */
  private void answered(Node node, Attempt attempt, Node.Answer answer) {
    if (!attempt.end()) {
      if (answer instanceof Node.Answer.Released) {
        tally.unheard();
      }
      return;
    }
    Guest guest = attempt.guest();
    events.after(scenario.roundTrip() / 2, () -> heard(node, guest, answer));
  }

  private void heard(Node node, Guest guest, Node.Answer answer) {
    switch (answer) {
      case Node.Answer.Released released -> {
        guest.released();
        tally.released(events.now());
        closed();
      }
      case Node.Answer.Refused(double retryAfter, boolean shed) -> {
        tally.refused();
        if (!shed) {
          guest.forgetRequest();
        }
        again(guest, retryAfter, connection(node));
      }
      case Node.Answer.PutOff(double retryAfter) -> {
        tally.putOff();
        again(guest, retryAfter, connection(node));
      }
      case Node.Answer.Expired expired -> {
        tally.expired();
        guest.forgetRequest();
        again(guest, 0, Optional.empty());
      }
    }
  }

  private Optional<Node> connection(Node node) {
    return scenario.keepsConnections() ? Optional.of(node) : Optional.empty();
  }

  /**
   * The agent's pause, or what it was told if that is longer; or its end.
   *
   * @param connected the node that the guest has a connection to, which it keeps
   */
  private void again(Guest guest, double retryAfter, Optional<Node> connected) {
    double pause = Math.max(guest.pause(random), retryAfter);
    if (events.now() + pause >= guest.agentStarted() + scenario.agentDeadline()) {
      tally.gaveUp();
      giveUp(guest);
      return;
    }
    if (connected.isPresent() && pause < Scenario.IDLE) {
      connected.get().keep();
      guest.keep(connected.get());
    } else {
      closed();
    }
    events.after(pause, guest.nextAttempt());
  }

  private void giveUp(Guest guest) {
    closed();
    events.after(scenario.agentPause() * (0.5 + random.nextDouble()), () -> start(guest));
  }

  private void closed() {
    Runnable next = waiting.poll();
    if (next == null) {
      open--;
    } else {
      next.run();
    }
  }

  private Usage usage() {
    double now = Math.max(events.now(), 1e-9);
    double databaseBusy =
        database.map(machine -> machine.busy() / machine.processors()).orElse(0.0);
    double most = machines.stream().mapToDouble(m -> m.busy() / m.processors()).max().orElse(0);
    double bytes =
        tally.challenges() * costs.get(Cost.CHALLENGE_BYTES)
            + (tally.refusals() + tally.released()) * costs.get(Cost.REQUEST_BYTES)
            + tally.released() * costs.get(Cost.ANSWER_BYTES);
    return new Usage(
        now,
        most / now,
        databaseBusy / now,
        order.size() * NodeLog.secondsOfMember(costs, scenario.databaseRoundTrip()) / now,
        order.held() / now,
        order.commits() * costs.seconds(Cost.FSYNC) / now,
        scenario.vendor() > 0 ? vendor.served() / scenario.vendor() / now : 0,
        8 * bytes / nodes.size() / now / 1e9,
        order.commits(),
        order.size(),
        nodes.stream().mapToLong(Node::lookups).sum(),
        vendor.served(),
        vendor.throttled(),
        nodes.stream().mapToInt(Node::mostOpen).max().orElse(0));
  }
}
