package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.protocol.log.Digest;
import dev.sealkeep.protocol.log.Entry;
import dev.sealkeep.protocol.name.DecisionId;
import dev.sealkeep.service.log.StateIndex.Newest;
import dev.sealkeep.service.log.StateIndex.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateIndexTest {
  private static final Subject POLICY = new Subject("acme", Entry.StateObject.POLICY, "root");
  private static final List<Entry.StateObject> OBJECTS = List.of(Entry.StateObject.values());

  private final StateIndex index = new StateIndex();

  private static Entry.Header header(String tenant) {
    return new Entry.Header(DecisionId.of(new byte[DecisionId.BYTES]), 0, tenant);
  }

  private static Entry.State state(Subject subject, long version) {
    return new Entry.State(
        header(subject.tenant()),
        subject.object(),
        subject.name(),
        version,
        Digest.of(new byte[Digest.SHA256_BYTES]));
  }

  @Test
  void theNewestEntryCountsAndOtherKindsDoNot() {
    index.follow(3, state(POLICY, 1));
    index.follow(4, new Entry.Counts(header(Entry.SYSTEM_TENANT), 0, 0, 1, 1));
    assertThat(index.newest(POLICY)).contains(new Newest(3, 1));

    index.follow(9, state(POLICY, 2));
    assertThat(index.newest(POLICY)).contains(new Newest(9, 2));
  }

  @Test
  void tenantsKindsAndNamesAreToldApart() {
    index.follow(3, state(POLICY, 1));

    assertThat(index.newest(new Subject("globex", Entry.StateObject.POLICY, "root"))).isEmpty();
    assertThat(index.newest(new Subject("acme", Entry.StateObject.KEY, "root"))).isEmpty();
    assertThat(index.newest(new Subject("acme", Entry.StateObject.POLICY, "other"))).isEmpty();
  }

  @Test
  void aViewSeesItsOwnEntriesAndNobodyElseDoesBeforeItsCommit() {
    index.follow(3, state(POLICY, 1));
    StateIndex.View view = index.view();
    view.add(POLICY, new Newest(7, 2));

    assertThat(view.newest(POLICY)).contains(new Newest(7, 2));
    assertThat(index.newest(POLICY)).contains(new Newest(3, 1));
    assertThat(index.view().newest(POLICY)).contains(new Newest(3, 1));

    view.commit();
    assertThat(index.newest(POLICY)).contains(new Newest(7, 2));
  }

  @Test
  void aViewThatIsDroppedLeavesNothing() {
    index.view().add(POLICY, new Newest(7, 2));

    assertThat(index.newest(POLICY)).isEmpty();
  }

  @Test
  void whateverTheOrderTheIndexIsWhatASlowReadingOfTheLogGives() {
    Random seeded = new Random(5);
    Map<Subject, Newest> model = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      Subject subject =
          new Subject(
              "t" + seeded.nextInt(5),
              OBJECTS.get(seeded.nextInt(OBJECTS.size())),
              "n" + seeded.nextInt(4));
      long version = Optional.ofNullable(model.get(subject)).map(Newest::version).orElse(0L) + 1;
      model.put(subject, new Newest(i, version));
      index.follow(i, state(subject, version));
    }

    assertThat(model)
        .allSatisfy((subject, newest) -> assertThat(index.newest(subject)).contains(newest));
  }
}
