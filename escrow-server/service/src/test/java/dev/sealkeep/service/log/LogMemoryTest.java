package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.keystore.store.Snapshot;
import dev.sealkeep.keystore.store.Snapshots;
import dev.sealkeep.protocol.log.LogSigner;
import dev.sealkeep.service.harness.LogScene;
import dev.sealkeep.service.harness.ManualClock;
import dev.sealkeep.service.harness.NotedSnapshot;
import dev.sealkeep.service.log.StateIndex.Newest;
import dev.sealkeep.service.log.StateIndex.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A start that goes by what an earlier run has verified ends up with what the whole log says, and
 * goes by nothing else. Reading the whole log is the model.
 */
class LogMemoryTest {
  private static final String POLICY =
      "sealkeep 1\npolicy root { permit amd-sev-snp { vmpl == 0 } }\n";

  @TempDir Path data;
  private LogScene scene;
  private Path path;
  private VerifiedPrefixFile file;

  @BeforeEach
  void open() {
    scene = new LogScene(data, new ManualClock());
    path = data.resolve("verified-log");
    file = new VerifiedPrefixFile(path, scene.keys().signer());
    scene.tenant("acme", POLICY);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void write() {
    file.write(scene.writer().checkpoint().checkpoint(), scene.writer().state());
  }

  private void append(int entries) {
    scene.commit(
        appender -> {
          for (int i = 0; i < entries; i++) {
            scene.append(appender);
          }
          return entries;
        });
  }

  private Optional<HighWater.Mark> mark() {
    try {
      return scene.highWater().read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private VerifiedLog resume() {
    return VerifiedLog.resume(scene.store(), mark(), file);
  }

  private LogMemory memory(VerifiedLog log, long span) {
    return new LogMemory(file, scene.store(), scene.writer(), log.taken(), span);
  }

  private static Map<Subject, Newest> objects(VerifiedLog log) {
    Map<Subject, Newest> objects = new HashMap<>();
    log.state().objects().forEach(object -> objects.put(object.getKey(), object.getValue()));
    return objects;
  }

  private void assertAsRead(VerifiedLog log) {
    VerifiedLog read = VerifiedLog.read(scene.store(), mark());
    assertThat(log.tree().size()).isEqualTo(read.tree().size());
    assertThat(log.tree().root()).isEqualTo(read.tree().root());
    assertThat(objects(log)).isEqualTo(objects(read));
    assertThat(log.state().opening()).isEqualTo(read.state().opening());
  }

  /** A store that notes which rows of the log are read from it. */
  private Snapshots noting(List<Long> firstRows) {
    return new Snapshots() {
      @Override
      public <T> T read(Function<Snapshot, T> query) {
        return scene.store().read(snapshot -> query.apply(noting(snapshot, firstRows)));
      }
    };
  }

  private static Snapshot noting(Snapshot snapshot, List<Long> firstRows) {
    return NotedSnapshot.of(
        snapshot,
        (method, arguments) -> {
          if (method.equals("log")) {
            firstRows.add((Long) arguments[0]);
          }
        });
  }

  @Test
  void whatIsRememberedIsNotReadAgainAndTheRestIs() {
    append(300);
    write();
    long remembered = scene.writer().checkpoint().checkpoint().size();
    scene.tenant("globex", POLICY);
    scene.commit(scene.states().putPolicy("acme", "root", POLICY + "\n"));

    List<Long> read = new ArrayList<>();
    VerifiedLog resumed = VerifiedLog.resume(noting(read), mark(), file);

    assertThat(read).containsExactly(remembered);
    assertThat(resumed.taken().map(HighWater.Mark::size)).contains(remembered);
    assertAsRead(resumed);
  }

  @Test
  void aLogThatHasNotGrownSinceIsResumed() {
    write();
    VerifiedLog resumed = resume();
    assertThat(resumed.taken()).isPresent();
    assertAsRead(resumed);
  }

  @Test
  void historiesOfAllLengthsAreResumedAsTheyAreRead() {
    Random random = new Random(7);
    for (int round = 0; round < 40; round++) {
      if (random.nextInt(3) == 0) {
        write();
      }
      append(random.nextInt(200));
      scene.commit(scene.states().putPolicy("acme", "policy-" + random.nextInt(5), POLICY));
      if (Files.exists(path)) {
        VerifiedLog resumed = resume();
        assertThat(resumed.taken()).as("round %d", round).isPresent();
        assertAsRead(resumed);
      }
    }
  }

  @Test
  void whatIsCommittedWhileItIsWrittenDownDoesNotMatter() {
    var before = scene.writer().checkpoint().checkpoint();
    scene.commit(scene.states().putPolicy("acme", "root", POLICY + "\n"));
    // The index knows of an entry that the checkpoint does not cover.
    file.write(before, scene.writer().state());

    VerifiedLog resumed = resume();
    assertThat(resumed.taken().map(HighWater.Mark::size)).contains(before.size());
    assertAsRead(resumed);

    // A node that has not signed that entry may find another one in its place.
    HighWater.Mark unsigned = new HighWater.Mark(before.origin(), before.size(), before.root());
    assertThat(VerifiedLog.resume(scene.store(), Optional.of(unsigned), file).taken()).isEmpty();
  }

  @Test
  void everyChangedOrMissingByteIsFound() throws IOException {
    write();
    byte[] good = Files.readAllBytes(path);
    Random random = new Random(11);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(path, bad);
      assertThat(file.read()).as("byte %d", at).isEmpty();
      Files.write(path, Arrays.copyOf(good, at));
      assertThat(file.read()).as("the first %d bytes", at).isEmpty();
    }
    Files.write(path, good);
    assertThat(resume().taken()).isPresent();
    Files.write(path, new byte[0]);
    assertAsRead(resume());
  }

  @Test
  void anotherLogsMemoryIsNotTaken() {
    try (LogSigner other =
        LogSigner.generate(scene.keys().signer().verifierKey().name(), new SecureRandom())) {
      new VerifiedPrefixFile(path, other)
          .write(scene.writer().checkpoint().checkpoint(), scene.writer().state());
    }
    VerifiedLog log = resume();
    assertThat(log.taken()).isEmpty();
    assertAsRead(log);
  }

  @Test
  void withoutAMarkTheWholeLogIsRead() {
    write();
    assertThat(VerifiedLog.resume(scene.store(), Optional.empty(), file).taken()).isEmpty();
  }

  @Test
  void tilesOfAnotherTreeEndTheStart() {
    append(300);
    write();
    byte[] tile = scene.database().bytes("SELECT hashes FROM log_tile WHERE level = 0 AND idx = 1");
    tile[3] ^= 1;
    scene
        .database()
        .change("UPDATE log_tile SET hashes = ? WHERE level = 0 AND idx = 1", (Object) tile);
    assertThatThrownBy(this::resume).isInstanceOf(LogDivergedException.class);
  }

  @Test
  void anEntryThatWasEditedStopsTheNodeOnceItIsLookedAtAndTheNextStartRefuses() {
    append(3_000);
    write();
    scene.database().change("UPDATE log_entry SET tenant = 'acme' WHERE idx = 2900");

    VerifiedLog resumed = resume();
    LogMemory memory = memory(resumed, 1);
    memory.verifyNext();
    memory.verifyNext();
    assertThat(scene.writer().condition()).isEqualTo(LogWriter.Condition.COMMITTING);
    memory.verifyNext();
    assertThat(scene.writer().condition()).isEqualTo(LogWriter.Condition.STOPPED);
    assertThat(scene.writer().submit(_ -> true)).isCompletedExceptionally();

    // Nor does what was found out come to be forgotten.
    memory.keepUp();
    assertThatThrownBy(this::resume).isInstanceOf(LogDivergedException.class);
  }

  @Test
  void aSoundLogIsVerifiedToItsEndAndNoFurther() {
    append(3_000);
    write();
    List<Long> read = new ArrayList<>();
    LogMemory memory =
        new LogMemory(file, noting(read), scene.writer(), resume().taken(), Long.MAX_VALUE);
    assertThat(memory.unverified()).isEqualTo(scene.writer().checkpoint().checkpoint().size());
    memory.verifyNext();
    assertThat(memory.unverified())
        .isEqualTo(scene.writer().checkpoint().checkpoint().size() - 1_024);
    for (int i = 0; i < 9; i++) {
      memory.verifyNext();
    }
    assertThat(memory.unverified()).isZero();
    assertThat(read).containsExactly(0L, 1_024L, 2_048L);
    assertThat(scene.writer().condition()).isEqualTo(LogWriter.Condition.COMMITTING);
  }

  @Test
  void itIsWrittenOnceTheLogHasGrownByTheSpan() {
    LogMemory memory = memory(VerifiedLog.read(scene.store(), mark()), 100);
    memory.keepUp();
    assertThat(path).doesNotExist();
    append(100);
    memory.keepUp();
    long first = resume().taken().orElseThrow().size();
    append(99);
    memory.keepUp();
    assertThat(resume().taken().orElseThrow().size()).isEqualTo(first);
    append(1);
    memory.keepUp();
    assertThat(resume().taken().orElseThrow().size()).isEqualTo(first + 100);
  }

  @Test
  void aNodeThatStopsWritesTheRestOfALongLogAndNothingOfAShortOne() {
    LogMemory shortLog = memory(VerifiedLog.read(scene.store(), mark()), 5_000);
    append(4_000);
    shortLog.conclude();
    assertThat(path).doesNotExist();

    LogMemory longLog = memory(VerifiedLog.read(scene.store(), mark()), 4_000);
    longLog.keepUp();
    long first = resume().taken().orElseThrow().size();
    append(LogFollower.CHUNK - 1);
    longLog.conclude();
    assertThat(resume().taken().orElseThrow().size()).isEqualTo(first);
    append(1);
    longLog.conclude();
    assertThat(resume().taken().orElseThrow().size()).isEqualTo(first + LogFollower.CHUNK);
  }
}
