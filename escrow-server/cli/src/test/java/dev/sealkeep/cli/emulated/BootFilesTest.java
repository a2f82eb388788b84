package dev.sealkeep.cli.emulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.simulator.emulate.FrontEnd.Ended;
import dev.sealkeep.simulator.emulate.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What systemd, dracut and initramfs-tools make of the files of {@code ops/guest/files}. */
@Timeout(300)
final class BootFilesTest {
  @TempDir private Path work = Path.of("");
  private InstalledGuest guest = new InstalledGuest(work);

  @BeforeEach
  void install() throws Exception {
    guest = InstalledGuest.make(work);
    Files.writeString(guest.configured("root.properties"), "ca = ca.pem\n");
    Files.writeString(guest.configured("ca.pem"), "a certificate\n");
    Files.writeString(guest.configured("data.properties"), "ca=/usr/share/sealkeep-test-ca.pem\n");
    Files.writeString(guest.configured("data.volume"), "DEVICE=\"/dev/vdb\"\nINITRD='yes'\n");
    Files.writeString(guest.configured("later.properties"), "ca = ca.pem\n");
    Files.writeString(guest.configured("later.volume"), "DEVICE=/dev/vdc\n");
  }

  private static final String FURTHER_FILES =
      """
      echo another >/usr/share/sealkeep-test-ca.pem
      echo runtime >/usr/lib/sealkeep-guest/modules
      cp /bin/true /usr/lib/sealkeep-guest/java
      echo 'root UUID=0 none luks,_netdev,keyscript=sealkeep' >/etc/crypttab
      echo 'other UUID=1 none luks' >>/etc/crypttab
      """;

  @Test
  void systemdHasNothingToSayAboutTheUnits() throws Exception {
    Needs.program("systemd-analyze", "systemd");

    Ended ended =
        guest.run(
            "systemd-analyze verify sealkeep-key@root.socket sealkeep-key@root.service"
                + " sealkeep-unlock@data.service sealkeep-renew@data.timer"
                + " sealkeep-renew@data.service");

    assertThat(ended.err() + ended.out()).isEmpty();
    assertThat(ended.status()).isZero();
  }

  @Test
  void dracutTakesProgramConfigurationUnitsAndTheNetwork() throws Exception {
    Needs.path(Path.of("/usr/lib/dracut/dracut-init.sh"), "dracut-core");
    Needs.path(Path.of("/usr/lib/dracut/modules.d/40network"), "dracut-network");

    Ended ended =
        guest.run(
            FURTHER_FILES
                + """
                dracut --quiet --force --no-kernel --no-hostonly --modules sealkeep \
                  --no-compress --nostrip image 0.0.0 >dracut.log 2>&1 || { cat dracut.log >&2; exit 1; }
                lsinitrd image | sed -E 's/^([^ ]+ +){8}//'
                echo "command line:$(lsinitrd -f etc/cmdline.d/90sealkeep.conf image)"
                """);

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains(
            "usr/bin/sealkeep-guest\n",
            "usr/lib/sealkeep/on-console\n",
            "usr/lib/sealkeep/volume-setting\n",
            "usr/lib/sealkeep-guest/java\n",
            "usr/lib/sealkeep-guest/modules\n",
            "etc/sealkeep/root.properties\n",
            "etc/sealkeep/ca.pem\n",
            "usr/share/sealkeep-test-ca.pem\n",
            "libcryptsetup.so.12",
            "libnss_dns.so.2",
            "usr/bin/udevadm\n",
            "sockets.target.wants/sealkeep-key@root.socket -> ",
            "remote-cryptsetup.target.wants/sealkeep-unlock@data.service -> ",
            "hooks/initqueue/timeout/99-wait-for-escrow.sh\n",
            "command line: rd.neednet=1")
        .doesNotContain("sealkeep-key@other", "sealkeep-unlock@later.service");
  }

  @Test
  void initramfsToolsTakeProgramConfigurationAndScripts() throws Exception {
    Needs.program("mkinitramfs", "initramfs-tools-core");

    Ended ended =
        guest.run(
            FURTHER_FILES
                + """
                modules=/usr/lib/modules/0.0.0
                mkdir -p $modules/kernel boot
                touch $modules/modules.order $modules/modules.builtin $modules/modules.builtin.modinfo
                depmod 0.0.0
                mount --bind boot /boot
                echo CONFIG_RD_GZIP=y >/boot/config-0.0.0
                echo COMPRESS=gzip >/etc/initramfs-tools/conf.d/sealkeep-test
                mkinitramfs -o image 0.0.0 >mkinitramfs.log 2>&1 || { cat mkinitramfs.log >&2; exit 1; }
                lsinitramfs image
                """);

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out().lines())
        .contains(
            "usr/bin/sealkeep-guest",
            "usr/lib/sealkeep/on-console",
            "usr/lib/sealkeep/volume-setting",
            "usr/lib/sealkeep-guest/java",
            "usr/lib/sealkeep-guest/modules",
            "usr/lib/cryptsetup/scripts/sealkeep",
            "scripts/local-top/sealkeep",
            "scripts/local-block/sealkeep",
            "etc/sealkeep/root.properties",
            "etc/sealkeep/ca.pem",
            "usr/share/sealkeep-test-ca.pem")
        .anyMatch(line -> line.endsWith("/libcryptsetup.so.12"))
        .anyMatch(line -> line.endsWith("/libnss_dns.so.2"));
  }

  /** The program reads the syntax of Properties. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ca=named.pem",
        "ca: named.pem",
        " ca\tnamed.pem \r",
        "ca = /etc/sealkeep/named.pem"
      })
  void certificatesAreTakenHoweverTheyAreNamed(String line) throws Exception {
    Files.writeString(guest.configured("data.properties"), "endpoints = https://e\n" + line + "\n");
    Files.writeString(guest.configured("named.pem"), "a certificate\n");

    Ended ended = guest.run("/usr/lib/sealkeep/initrd-files");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out().lines()).contains("/etc/sealkeep/named.pem", "/etc/sealkeep/ca.pem");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "endpoints = https://e|has `endpoints` and no `ca`",
        "ca: missing.pem|`ca` names /etc/sealkeep/missing.pem, which is not there",
        "ca = c\\u0061.pem|write `ca` in one line without backslashes",
        "ca = \\|write `ca` in one line without backslashes",
      })
  void noImageIsMadeThatWouldGetNoKey(String line, String why) throws Exception {
    Needs.path(Path.of("/usr/lib/dracut/dracut-init.sh"), "dracut-core");
    Needs.path(Path.of("/usr/lib/dracut/modules.d/40network"), "dracut-network");
    Needs.program("mkinitramfs", "initramfs-tools-core");
    Files.writeString(guest.configured("data.properties"), line + "\n");

    Ended ended =
        guest.run(
            """
            status=0
            dracut --quiet --force --no-kernel --no-hostonly --modules sealkeep \
              --no-compress --nostrip image 0.0.0 2>&1 || status=$?
            echo "dracut: $status, $(test -e image && echo made || echo none)"
            mkdir folder
            export DESTDIR=$PWD/folder verbose=n version=0.0.0
            status=0
            /usr/share/initramfs-tools/hooks/sealkeep 2>&1 || status=$?
            echo "hook: $status"
            """);

    assertThat(ended.out())
        .containsSubsequence(why, "dracut: 1, none", why, "hook: 1")
        .contains("/etc/sealkeep/data.properties");
  }

  @Test
  void initramfsOpensVolumesAndSaysOnceWhatItWaitsFor() throws Exception {
    Files.writeString(guest.program(), "#!/bin/sh\necho \"$*\"\nexit 2\n");
    Files.writeString(guest.configured("here.volume"), "DEVICE='/dev/here'\nINITRD=\"yes\"\n");

    Ended ended =
        guest.run(
            """
            mount -t tmpfs tmpfs /run
            mount -t tmpfs tmpfs /dev
            mknod /dev/null c 1 3
            mknod /dev/here b 7 0
            for time in 1 2; do
              /usr/share/initramfs-tools/scripts/local-block/sealkeep
            done
            """);

    assertThat(ended.out())
        .isEqualTo("unlock /dev/here here --config /etc/sealkeep/here.properties\n");
    assertThat(ended.err())
        .isEqualTo(
            "sealkeep: DEVICE in /etc/sealkeep/data.volume is `/dev/vdb`, which is no block device,"
                + " or none yet\n");
  }

  /** A program that has one status after the other, the last for good, and pauses that are none. */
  private void programEndsWith(String... statuses) throws Exception {
    Files.writeString(
        guest.program(),
        """
        #!/bin/sh
        echo "$*" >>/run/asked
        set -- %s
        shift "$(($(wc -l </run/asked) - 1))"
        [ "$1" != 0 ] || echo a key
        exit "$1"
        """
            .formatted(String.join(" ", statuses)));
  }

  private static final String NO_PAUSES =
      """
      mount -t tmpfs tmpfs /run
      mkdir pauses
      printf '#!/bin/sh\necho "pause $1"\n' >pauses/sleep
      chmod +x pauses/sleep
      PATH=$PWD/pauses:$PATH
      """;

  private static final String ONE_DISK =
      """
      rm /etc/sealkeep/data.volume
      mount -t tmpfs tmpfs /dev
      mknod /dev/null c 1 3
      mknod /dev/here b 7 0
      """;

  /** initramfs-tools would give up after the first attempt, for good. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 3 7 5 0|5|pause 5, pause 5, pause 5, pause 5, a key",
        "3 1|2|pause 5",
        "3 6|2|pause 5",
        "4|1|''",
        "137|1|''",
      })
  void initramfsWaitsForAnEscrowThatIsAway(String statuses, int asked, String said)
      throws Exception {
    programEndsWith(statuses.split(" "));
    Files.writeString(guest.configured("here.volume"), "DEVICE='/dev/here'\nINITRD=\"yes\"\n");

    Ended ended =
        guest.run(
            NO_PAUSES
                + ONE_DISK
                + """
                /usr/share/initramfs-tools/scripts/local-block/sealkeep /dev/mapper/here
                wc -l </run/asked >&2
                """);

    assertThat(String.join(", ", ended.out().lines().toList())).isEqualTo(said);
    assertThat(ended.err().strip()).isEqualTo(Integer.toString(asked));
  }

  @Test
  void initramfsWaitsForNoOtherVolumeOnceTheRootIsThere() throws Exception {
    programEndsWith("3", "0");
    Files.writeString(guest.configured("here.volume"), "DEVICE='/dev/here'\nINITRD=\"yes\"\n");

    Ended ended =
        guest.run(
            NO_PAUSES
                + ONE_DISK
                + """
                /usr/share/initramfs-tools/scripts/local-block/sealkeep /dev/here
                wc -l </run/asked
                """);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo("1\n");
  }

  /** cryptsetup-initramfs would try three times. */
  @Test
  void aKeyscriptWaitsForAnEscrowThatIsAwayInAnInitramfsAlone() throws Exception {
    programEndsWith("3", "3", "5", "0");

    Ended ended =
        guest.run(
            NO_PAUSES
                + """
                export CRYPTTAB_NAME=root
                status=0
                /usr/lib/cryptsetup/scripts/sealkeep || status=$?
                echo "a system that runs: $status"
                rootmnt=/root /usr/lib/cryptsetup/scripts/sealkeep
                wc -l </run/asked
                """);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo("a system that runs: 3\npause 5\npause 5\na key\n4\n");
  }

  /** dracut-initqueue would give up after three minutes, for good. */
  @ParameterizedTest
  @CsvSource({
    "sealkeep-unlock@, activating, 0",
    "sealkeep-unlock@, active, 300",
    "sealkeep-unlock@, failed, 300",
    "sealkeep-key@, active, 0",
    "sealkeep-key@, inactive, 300",
  })
  void dracutWaitsWhileAUnitAsks(String unit, String state, int count) throws Exception {
    Ended ended =
        guest.run(
            """
            mkdir stubs
            cat >stubs/systemctl <<'END'
            #!/bin/sh
            # Knows one unit, by the last argument's pattern and the states that are asked for.
            for last; do :; done
            case "$last" in "%1$s*.service") ;; *) exit 0 ;; esac
            for argument; do
              case ",${argument#--state=}," in *,%2$s,*) echo "%1$sroot.service loaded %2$s" ;; esac
            done
            END
            chmod +x stubs/systemctl
            PATH=$PWD/stubs:$PATH
            main_loop=300
            . /usr/lib/dracut/modules.d/90sealkeep/wait-for-escrow.sh
            echo "$main_loop"
            """
                .formatted(unit, state));

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo(count + "\n");
  }

  /** A mount gives its device up after 90 seconds, and nothing mounts it once it is there. */
  @Test
  void theMountThatTheHowToNamesWaitsAsLongAsTheVolumeIsShut() throws Exception {
    Path generator = Path.of("/usr/lib/systemd/system-generators/systemd-fstab-generator");
    Needs.path(generator, "systemd");
    String line =
        Files.readAllLines(Path.of(System.getProperty("sealkeep.root", "."), "docs/how-to/boot.md"))
            .stream()
            .filter(text -> text.contains(">> /etc/fstab"))
            .map(text -> text.substring(text.indexOf('\'') + 1, text.lastIndexOf('\'')))
            .findFirst()
            .orElseThrow();
    Files.writeString(work.resolve("fstab"), line + "\n");

    Ended ended =
        guest.run(
            """
            mkdir units
            SYSTEMD_IN_INITRD=0 SYSTEMD_LOG_LEVEL=err SYSTEMD_FSTAB=%s %s units units units
            cat units/dev-mapper-data.device.d/*.conf
            ls units/remote-fs.target.requires
            """
                .formatted(work.resolve("fstab"), generator));

    assertThat(ended.out()).as(ended.err()).contains("JobRunningTimeoutSec=infinity", "srv.mount");
  }

  /** Whoever watches a boot sees why it waits; whoever reads the key sees the key alone. */
  @Test
  void whatIsSaidIsOnTheSplashScreenAndTheKeyIsNot() throws Exception {
    Ended ended =
        guest.run(
            """
            mkdir splash
            cat >splash/plymouth <<'END'
            #!/bin/sh
            [ "$1" != --ping ] || exit "${PING:-0}"
            echo "$*" >>shown
            END
            chmod +x splash/plymouth
            say='printf "a key"; echo first >&2; cat >&2; printf "no newline" >&2; exit 3'
            for ping in 0 1; do
              status=0
              echo "from input" | PATH=$PWD/splash:$PATH PING=$ping \
                /usr/lib/sealkeep/on-console sh -c "$say" >key 2>said ||
                status=$?
              echo "status $status: $(cat key): $(tr '\n' '|' <said)"
            done
            cat shown
            echo "without: $(/usr/lib/sealkeep/on-console printf key)"
            """);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .isEqualTo(
            """
            status 3: a key: first|from input|no newline|
            status 3: a key: first|from input|no newline
            display-message --text=first
            display-message --text=from input
            display-message --text=no newline
            without: key
            """);
  }

  @Test
  void initramfsStaysAsItIsWhereNothingAsksForTheProgram() throws Exception {
    Needs.program("mkinitramfs", "initramfs-tools-core");

    Ended ended =
        guest.run(
            """
            rm /etc/sealkeep/*.volume
            echo '# root UUID=0 none luks,keyscript=sealkeep' >/etc/crypttab
            mkdir image
            export DESTDIR=$PWD/image verbose=n version=0.0.0
            /usr/share/initramfs-tools/hooks/sealkeep prereqs
            /usr/share/initramfs-tools/hooks/sealkeep
            find image -type f
            """);

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out().strip()).isEmpty();
  }

  @Test
  void shellcheckHasNothingToSayAboutTheScripts() throws Exception {
    Needs.program("shellcheck", "shellcheck");
    List<String> command = new ArrayList<>(List.of("shellcheck"));
    try (Stream<Path> files = Files.walk(InstalledGuest.FILES)) {
      files
          .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
          .map(Path::toString)
          .sorted()
          .forEach(command::add);
    }
    assertThat(command).hasSizeGreaterThan(8);

    Ended ended = guest.run(command);

    assertThat(ended.out()).isEmpty();
    assertThat(ended.status()).as(ended.err()).isZero();
  }
}
