import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes Sealkeep's container image as an OCI image layout (OCI image specification 1.1) in one tar
 * file: {@code Image.java ROOT RUNTIME OUTPUT JAVA_OPTIONS [CACHE]}. Three layers: files of Debian
 * packages, the runtime, the program; and one of the ahead-of-time cache, if there is one.
 * Everything belongs to root and has one time, so that the bytes depend on the contents alone.
 */
final class Image {
  /** 2026-01-01T00:00:00Z, as the jars have it (project.build.outputTimestamp). */
  private static final long TIME = 1_767_225_600;

  private static final String CREATED = "2026-01-01T00:00:00Z";
  private static final int USER = 65_532;
  private static final String CACHE = "opt/sealkeep/sealkeep.aot";

  /** What the runtime and the native libraries in the jars are linked with, by package. */
  private static final Map<String, String> LIBRARIES =
      new TreeMap<>(
          Map.of(
              "libc6",
              "(ld-linux[^/]*|lib(c|m|dl|pthread|rt|resolv|nss_dns|nss_files))\\.so\\.[0-9]+",
              "libgcc-s1",
              "libgcc_s\\.so\\.1"));

  private static final String OTHER_PLATFORMS =
      switch (System.getProperty("os.arch")) {
        case "amd64" -> ".*-(osx|windows|linux)-(?!x86_64).*|.*-(osx|windows)-x86_64\\.jar";
        case "aarch64" -> ".*-(osx|windows)-.*|.*-linux-x86_64\\.jar";
        default -> throw new IllegalStateException("no image for " + System.getProperty("os.arch"));
      };

  private static final String ARCHITECTURE =
      System.getProperty("os.arch").equals("amd64") ? "amd64" : "arm64";

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    Path runtime = Path.of(arguments[1]);
    Path output = Path.of(arguments[2]);
    Optional<Path> cache = Stream.of(arguments).skip(4).findFirst().map(Path::of);
    List<String> options = new ArrayList<>(List.of(arguments[3].strip().split(" +")));
    cache.ifPresent(file -> options.add("-XX:AOTCache=/" + CACHE));
    List<byte[]> layers =
        new ArrayList<>(List.of(system(), runtime(runtime), program(root, options)));
    if (cache.isPresent()) {
      layers.add(cache(cache.get()));
    }
    byte[] image = layout(layers);
    Path directory = output.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path temporary = Files.createTempFile(directory, ".image-", ".tmp");
    Files.write(temporary, image);
    Files.move(temporary, output, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    long unpacked = layers.stream().mapToLong(layer -> layer.length).sum();
    System.out.printf(
        "%s  sha256:%s  %d MiB, %d MiB unpacked%n",
        output, sha256(image), image.length >> 20, unpacked >> 20);
  }

  // Layers: tar archives.

  private static byte[] system() throws Exception {
    Tar tar = new Tar();
    for (String directory :
        List.of("etc/sealkeep", "proc", "dev", "sys", "run/sealkeep", "var/lib/sealkeep")) {
      tar.directory(directory);
    }
    tar.openDirectory("tmp");
    tar.file("etc/passwd", 0644, users("root:x:0:0:root:/:/none", "sealkeep:x:%d:%<d::/:/none"));
    tar.file("etc/group", 0644, users("root:x:0:", "sealkeep:x:%d:"));
    tar.file("etc/nsswitch.conf", 0644, bytes("hosts: files dns\n"));
    for (Map.Entry<String, String> libraries : LIBRARIES.entrySet()) {
      String name = libraries.getKey();
      List<Path> files = filesOf(name).stream().filter(file -> matches(file, libraries)).toList();
      if (files.isEmpty()) {
        throw new IllegalStateException("the package " + name + " has no libraries");
      }
      for (Path file : files) {
        library(tar, file);
      }
      describe(tar, name);
    }
    certificates(tar);
    return tar.finish();
  }

  private static byte[] users(String root, String user) {
    return bytes(root + "\n" + user.formatted(USER) + "\n");
  }

  private static boolean matches(Path file, Map.Entry<String, String> libraries) {
    return !file.toString().contains("gconv")
        && file.getFileName().toString().matches(libraries.getValue());
  }

  /** The loader is known by a link as well; anything else is a file. */
  private static void library(Tar tar, Path file) throws IOException {
    String name = file.toString().substring(1);
    if (Files.isSymbolicLink(file) && file.startsWith("/lib64")) {
      Path target = Files.readSymbolicLink(file);
      tar.link(name, (target.isAbsolute() ? target : Path.of("/").resolve(target)).toString());
    } else {
      tar.file(name, 0755, Files.readAllBytes(file));
    }
  }

  /** Its license, and its description where scanners look for it. */
  private static void describe(Tar tar, String name) throws Exception {
    tar.file(
        "usr/share/doc/" + name + "/copyright",
        0644,
        Files.readAllBytes(Path.of("/usr/share/doc", name, "copyright")));
    tar.file("var/lib/dpkg/status.d/" + name, 0644, run("dpkg-query", "--status", name));
  }

  /** The package's own certificates: the machine's bundle may hold more than Mozilla's. */
  private static void certificates(Tar tar) throws Exception {
    describe(tar, "ca-certificates");
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    for (Path file : mozilla()) {
      bundle.write(Files.readAllBytes(file));
    }
    tar.file("etc/ssl/certs/ca-certificates.crt", 0644, bundle.toByteArray());
  }

  private static List<Path> mozilla() throws Exception {
    return filesOf("ca-certificates").stream()
        .filter(file -> file.toString().matches("/usr/share/ca-certificates/mozilla/.*\\.crt"))
        .toList();
  }

  private static byte[] runtime(Path runtime) throws Exception {
    Tar tar = new Tar();
    try (Stream<Path> files = Files.walk(runtime)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = runtime.relativize(file).toString();
        if (!name.equals("lib/security/cacerts")) {
          boolean runs = Files.isExecutable(file);
          tar.file("opt/java/" + name, runs ? 0755 : 0644, Files.readAllBytes(file));
        }
      }
    }
    tar.file("opt/java/lib/security/cacerts", 0644, trustStore());
    return tar.finish();
  }

  /**
   * A JKS key store of Mozilla's certificates. KeyStore would put the present into it; this is its
   * format (sun.security.provider.JavaKeyStore): big-endian, strings in modified UTF-8, and SHA-1
   * over the password in UTF-16, a fixed text and the rest.
   */
  private static byte[] trustStore() throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Path> files = mozilla();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xfeedfeed);
    out.writeInt(2);
    out.writeInt(files.size());
    for (Path file : files) {
      X509Certificate certificate =
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
      out.writeInt(2);
      out.writeUTF(file.getFileName().toString().toLowerCase(java.util.Locale.ROOT));
      out.writeLong(TIME * 1_000);
      out.writeUTF("X.509");
      out.writeInt(certificate.getEncoded().length);
      out.write(certificate.getEncoded());
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-1");
    digest.update("changeit".getBytes(StandardCharsets.UTF_16BE));
    digest.update(bytes("Mighty Aphrodite"));
    digest.update(bytes.toByteArray());
    out.write(digest.digest());
    return bytes.toByteArray();
  }

  private static byte[] cache(Path file) throws Exception {
    Tar tar = new Tar();
    tar.file(CACHE, 0644, Files.readAllBytes(file));
    return tar.finish();
  }

  private static byte[] program(Path root, List<String> serverJava) throws Exception {
    Tar tar = new Tar();
    Path target = root.resolve("escrow-server/cli/target");
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> own = Files.list(target);
        Stream<Path> libraries = Files.list(target.resolve("lib"))) {
      own.filter(file -> file.getFileName().toString().matches("cli-.*\\.jar")).forEach(jars::add);
      if (jars.size() != 1) {
        throw new IllegalStateException("not one jar of the command line: " + jars);
      }
      libraries
          .filter(file -> !file.getFileName().toString().matches(OTHER_PLATFORMS))
          .sorted()
          .forEach(jars::add);
    }
    List<String> classPath = new ArrayList<>();
    for (Path jar : jars) {
      String name = "opt/sealkeep/" + jar.getFileName();
      tar.file(name, 0644, Files.readAllBytes(jar));
      classPath.add("/" + name);
    }
    tar.file("usr/share/doc/sealkeep/LICENSE", 0644, Files.readAllBytes(root.resolve("LICENSE")));
    tar.file("sealkeep", 0644, bytes(options(serverJava, String.join(":", classPath))));
    return tar.finish();
  }

  /** The file behind {@code java @/sealkeep}. No core file, since it would hold secrets. */
  private static String options(List<String> serverJava, String classPath) {
    List<String> options = new ArrayList<>(serverJava);
    options.add("-XX:MaxRAMPercentage=50");
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("-XX:-CreateCoredumpOnCrash");
    options.add("-XX:-UsePerfData");
    options.add("-XX:+DisableAttachMechanism");
    options.add("-Dsealkeep.terminal=false");
    options.add("-cp " + classPath);
    options.add("dev.sealkeep.cli.Main");
    return String.join("\n", options) + "\n";
  }

  // The layout around the layers.

  private static byte[] layout(List<byte[]> layers) throws Exception {
    SortedMap<String, byte[]> blobs = new TreeMap<>();
    List<String> descriptors = new ArrayList<>();
    for (byte[] layer : layers) {
      byte[] compressed = compress(layer);
      descriptors.add(put(blobs, "application/vnd.oci.image.layer.v1.tar+gzip", compressed, ""));
    }
    String config =
        put(blobs, "application/vnd.oci.image.config.v1+json", bytes(config(layers)), "");
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
        "config":%s,"layers":[%s]}\
        """
            .formatted(config, String.join(",", descriptors));
    String index =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}\
        """
            .formatted(
                put(
                    blobs,
                    "application/vnd.oci.image.manifest.v1+json",
                    bytes(manifest),
                    ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"sealkeep\"}"));
    Tar tar = new Tar();
    tar.file("oci-layout", 0644, bytes("{\"imageLayoutVersion\":\"1.0.0\"}"));
    tar.file("index.json", 0644, bytes(index));
    for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
      tar.file("blobs/sha256/" + blob.getKey(), 0644, blob.getValue());
    }
    return tar.finish();
  }

  private static String config(List<byte[]> layers) throws Exception {
    List<String> digests = new ArrayList<>();
    for (byte[] layer : layers) {
      digests.add("\"sha256:" + sha256(layer) + "\"");
    }
    return """
    {"created":"%s","architecture":"%s","os":"linux","config":{"User":"%d:%<d",\
    "Env":["PATH=/opt/java/bin"],"Entrypoint":["/opt/java/bin/java","@/sealkeep"],\
    "WorkingDir":"/","ExposedPorts":{"8443/tcp":{}},"Labels":{\
    "org.opencontainers.image.title":"Sealkeep",\
    "org.opencontainers.image.licenses":"Apache-2.0"}},\
    "rootfs":{"type":"layers","diff_ids":[%s]}}\
    """
        .formatted(CREATED, ARCHITECTURE, USER, String.join(",", digests));
  }

  /** Adds a blob and returns its descriptor. */
  private static String put(
      Map<String, byte[]> blobs, String mediaType, byte[] content, String more) throws Exception {
    String digest = sha256(content);
    blobs.put(digest, content);
    return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d%s}"
        .formatted(mediaType, digest, content.length, more);
  }

  private static byte[] compress(byte[] content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(content);
    }
    return compressed.toByteArray();
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Path> filesOf(String debianPackage) throws Exception {
    String list =
        new String(run("dpkg-query", "--listfiles", debianPackage), StandardCharsets.UTF_8);
    return list.lines().map(Path::of).filter(Files::isRegularFile).sorted().toList();
  }

  private static byte[] run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] output = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          Arrays.stream(command).collect(Collectors.joining(" ")) + " failed");
    }
    return output;
  }

  /** A POSIX ustar archive in memory (IEEE Std 1003.1, pax); names of at most 100 + 155 bytes. */
  private static final class Tar {
    private static final int BLOCK = 512;

    private final SortedMap<String, byte[]> entries = new TreeMap<>();

    void file(String name, int mode, byte[] content) throws IOException {
      parents(name);
      add(name, '0', mode, content, "");
    }

    void link(String name, String target) throws IOException {
      parents(name);
      add(name, '2', 0777, new byte[0], target);
    }

    void directory(String name) throws IOException {
      parents(name + "/x");
    }

    /** A folder for everybody's files, each its owner's. */
    void openDirectory(String name) throws IOException {
      add(name + "/", '5', 01777, new byte[0], "");
    }

    private void parents(String name) throws IOException {
      for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
        String directory = name.substring(0, end + 1);
        if (!entries.containsKey(directory)) {
          add(directory, '5', 0755, new byte[0], "");
        }
      }
    }

    private void add(String name, char type, int mode, byte[] content, String target)
        throws IOException {
      byte[] header = new byte[BLOCK];
      int split = name.length() <= 100 ? -1 : name.indexOf('/', name.length() - 101);
      if (name.length() > 100 && (split < 0 || split > 155)) {
        throw new IOException("too long for an archive: " + name);
      }
      text(header, 0, name.substring(split + 1));
      octal(header, 100, 8, mode);
      octal(header, 108, 8, 0);
      octal(header, 116, 8, 0);
      octal(header, 124, 12, content.length);
      octal(header, 136, 12, TIME);
      header[156] = (byte) type;
      text(header, 157, target);
      text(header, 257, "ustar\u000000");
      if (split > 0) {
        text(header, 345, name.substring(0, split));
      }
      Arrays.fill(header, 148, 156, (byte) ' ');
      int sum = 0;
      for (byte one : header) {
        sum += Byte.toUnsignedInt(one);
      }
      octal(header, 148, 7, sum);
      int padded = (content.length + BLOCK - 1) / BLOCK * BLOCK;
      byte[] entry = Arrays.copyOf(header, BLOCK + padded);
      System.arraycopy(content, 0, entry, BLOCK, content.length);
      entries.put(name, entry);
    }

    private static void text(byte[] header, int offset, String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    /** Octal digits with leading zeros, and a NUL. */
    private static void octal(byte[] header, int offset, int width, long value) {
      text(header, offset, String.format("%0" + (width - 1) + "o", value));
      header[offset + width - 1] = 0;
    }

    /** A folder's name, which ends in a slash, comes before what is in it. */
    byte[] finish() throws IOException {
      ByteArrayOutputStream archive = new ByteArrayOutputStream();
      for (byte[] entry : entries.values()) {
        archive.write(entry);
      }
      archive.write(new byte[2 * BLOCK]);
      return archive.toByteArray();
    }
  }
}
