package dev.sealkeep.bench.storm;

import dev.sealkeep.bench.cost.Account;
import dev.sealkeep.bench.cost.Calibration;
import dev.sealkeep.bench.cost.Costs;
import dev.sealkeep.bench.releases.Estate;
import dev.sealkeep.bench.releases.Load;
import dev.sealkeep.bench.releases.ServerProcess;
import dev.sealkeep.simulator.SnpGuest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What nodes, their database server and their guests have used, and what each step costs them. */
final class Accounts implements AutoCloseable {
  private static final int FEW = 3;
  private static final int MANY = 32;

  private final Account.Subject subject;
  private final Calibration.Loads loads;
  private final List<Load> others = new ArrayList<>();

  Accounts(Nodes nodes, Estate.Pins pins, List<SnpGuest> machines) {
    List<ServerProcess> servers = nodes.servers();
    ServerProcess first = servers.getFirst();
    loads =
        new Calibration.Loads(
            new Load(first, pins, machines, 1),
            new Load(first, pins, machines, FEW),
            new Load(first, pins, machines, MANY));
    servers.stream().skip(1).forEach(server -> others.add(new Load(server, pins, machines, 1)));
    subject =
        new Account.Subject(
            servers,
            Stream.concat(Stream.of(loads.lone()), others.stream()).toList(),
            nodes.databasePid());
  }

  Account now() {
    return Account.of(subject);
  }

  Costs measure(Path folder, int rounds) {
    return new Calibration(subject, loads, folder, rounds).measure();
  }

  @Override
  public void close() {
    Stream.concat(Stream.of(loads.lone(), loads.few(), loads.many()), others.stream())
        .forEach(Load::close);
  }
}
