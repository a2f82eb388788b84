package dev.sealkeep.bench.cost;

import dev.sealkeep.bench.releases.Load;
import dev.sealkeep.bench.releases.Load.Ask;
import dev.sealkeep.bench.releases.Load.Connection;
import dev.sealkeep.bench.run.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Measures {@link Costs} on nodes that run and are warm, with loads that differ in one step each:
 * what the longer one costs more is the step. The first node is asked; the others follow its log.
 */
public final class Calibration {
  private static final int FSYNCS = 200;
  private static final int WINDOWS = 10;
  private static final int BLOCK = 4 << 10;

  /** Estimates: TCP's and TLS's handshake with a certificate chain, and HTTP's head of each way. */
  private static final int CONNECTION_BYTES = 5_000;

  private static final int HTTP_BYTES = 500;

  private final Account.Subject subject;
  private final Loads loads;
  private final Path folder;
  private final int rounds;

  /**
   * Guests at the first node.
   *
   * @param lone one guest
   * @param few three, which share transactions and leave processors free
   * @param many enough to fill transactions
   */
  public record Loads(Load lone, Load few, Load many) {}

  /**
   * A calibration.
   *
   * @param folder on the disk of the nodes
   * @param rounds how often each step is taken
   */
  public Calibration(Account.Subject subject, Loads loads, Path folder, int rounds) {
    this.subject = subject;
    this.loads = loads;
    this.folder = folder;
    this.rounds = rounds;
  }

  /** Measures them now. */
  public Costs measure() {
    Report.note("measuring what each step costs");
    Account challenge = account(loads.many, Connection.KEPT, Ask.CHALLENGE, rounds);
    Account fresh = account(loads.many, Connection.FRESH, Ask.CHALLENGE, rounds);
    Account refusal = account(loads.many, Connection.KEPT, Ask.REFUSAL, rounds);
    Windows lone = windows(loads.lone);
    Windows few = windows(loads.few);
    Account many = account(loads.many, Connection.KEPT, Ask.RELEASE, rounds);
    Map<Cost, Double> costs = new EnumMap<>(Cost.class);
    costs.put(Cost.NODE_CHALLENGE, challenge.first() / rounds);
    costs.put(Cost.NODE_HANDSHAKE, (fresh.first() - challenge.first()) / rounds);
    costs.put(Cost.NODE_REFUSAL, refusal.first() / rounds);
    costs.put(
        Cost.NODE_RELEASE,
        (many.first() - many.log()) / many.members() - challenge.first() / rounds);
    Line log = Line.through(lone.all, few.all, many, Account::log);
    costs.put(Cost.NODE_COMMIT, log.fixed);
    costs.put(Cost.NODE_MEMBER, log.each);
    costs.put(
        Cost.NODE_FOLLOWED,
        many.others() / many.members() / Math.max(1, subject.nodes().size() - 1));
    Line database = Line.through(lone.all, few.all, many, Account::database);
    costs.put(Cost.DATABASE_COMMIT, database.fixed);
    double first = lone.calmest.committing() / lone.calmest.commits();
    double batch = few.calmest.members() / few.calmest.commits();
    double several = few.calmest.committing() / few.calmest.commits();
    double further = batch > 1.05 ? (several - first) / (batch - 1) : database.each;
    double within = Math.clamp(further - log.each, 0, database.each);
    costs.put(Cost.DATABASE_MEMBER, within);
    costs.put(Cost.DATABASE_READ, database.each - within);
    costs.put(Cost.COMMIT_IDLE, first - log.fixed - log.each - database.fixed - within);
    costs.put(Cost.MEMBER_IDLE, further - log.each - within);
    costs.put(Cost.GUEST_CONNECTION, fresh.guests() / rounds);
    costs.put(Cost.GUEST_EVIDENCE, (many.guests() - challenge.guests()) / rounds);
    costs.replaceAll((cost, seconds) -> Math.max(0, seconds) * 1e6);
    costs.put(Cost.FSYNC, fsyncMicros());
    Load.Sizes sizes = loads.many.sizes();
    costs.put(Cost.CHALLENGE_BYTES, (double) CONNECTION_BYTES + sizes.challenge());
    costs.put(Cost.REQUEST_BYTES, (double) HTTP_BYTES + sizes.request());
    costs.put(Cost.ANSWER_BYTES, (double) HTTP_BYTES + sizes.answer());
    return Costs.of(costs);
  }

  /**
   * Releases in stretches. How long a transaction takes is read off the calmest, since the rest of
   * a shared machine can only make it longer; processors' time off all of them.
   *
   * @param calmest the one whose transactions took the least time for each member
   */
  private record Windows(Account all, Account calmest) {}

  private Windows windows(Load load) {
    Account begun = Account.of(subject);
    Account calmest = null;
    Account last = begun;
    for (int i = 0; i < WINDOWS; i++) {
      load.run(Connection.KEPT, Ask.RELEASE, rounds / 2 / WINDOWS);
      Account now = Account.of(subject);
      Account window = now.since(last);
      if (calmest == null || perMember(window) < perMember(calmest)) {
        calmest = window;
      }
      last = now;
    }
    return new Windows(last.since(begun), Objects.requireNonNull(calmest));
  }

  private static double perMember(Account account) {
    return account.committing() / account.members();
  }

  private Account account(Load load, Connection connection, Ask ask, int times) {
    Account before = Account.of(subject);
    load.run(connection, ask, times);
    return Account.of(subject).since(before);
  }

  /** What each transaction costs, and each of its members. */
  private record Line(double fixed, double each) {
    static Line through(
        Account lone, Account few, Account many, ToDoubleFunction<Account> seconds) {
      double slopeOfMembers = slope(lone, many, seconds);
      double fixed =
          Arrays.stream(new Account[] {lone, few, many})
                  .mapToDouble(
                      account ->
                          seconds.applyAsDouble(account) - slopeOfMembers * account.members())
                  .sum()
              / (lone.commits() + few.commits() + many.commits());
      return new Line(Math.max(0, fixed), slopeOfMembers);
    }

    /** What a member costs: the difference in CPU a transaction over that in members. */
    private static double slope(Account lone, Account many, ToDoubleFunction<Account> seconds) {
      double members = many.members() / many.commits() - lone.members() / lone.commits();
      double cpu =
          seconds.applyAsDouble(many) / many.commits()
              - seconds.applyAsDouble(lone) / lone.commits();
      return Math.max(0, cpu / Math.max(1, members));
    }
  }

  private double fsyncMicros() {
    Path file = folder.resolve("fsync");
    long[] nanos = new long[FSYNCS];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FSYNCS; i++) {
        long begun = System.nanoTime();
        channel.write(ByteBuffer.allocate(BLOCK));
        channel.force(false);
        nanos[i] = System.nanoTime() - begun;
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Arrays.sort(nanos);
    return nanos[FSYNCS / 2] / 1e3;
  }
}
