// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A bundle as the store's is: its doctor needs a class of a nested jar, and a class of another bundle. */
public final class OfflineDoctorTest {

    private static final String SYSTEM = "karaf/system/org/tocsin/";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;
    private Path data;

    @Before
    public void makeADistribution() throws Exception {
        root = folder.getRoot().toPath();
        data = Files.createDirectories(root.resolve("data"));
        byte[] nested = jar(Map.of(), compile("nested.Engine", "public static String name() { return \"engine\"; }"));
        byte[] api = jar(Map.of(), compile("api.Finding", "public static String text() { return \"finding\"; }"));
        write(SYSTEM + "tocsin-api/1/tocsin-api-1.jar", api);
        write(SYSTEM + "tocsin-camel/1/tocsin-camel-1.jar", jar(Map.of(), Map.of()));
        write("karaf/system/org/ops4j/pax/logging/pax-logging-api/1/pax-logging-api-1.jar", jar(Map.of(), Map.of()));
        write("karaf/lib/boot/osgi.core-1.jar", jar(Map.of(), Map.of()));
        Map<String, byte[]> bundle = new TreeMap<>(compile(
                "org.tocsin.queue.derby.Doctor",
                "public static void main(String[] args) {"
                        + " System.out.println(nested.Engine.name() + \" \" + api.Finding.text() + \" \""
                        + " + String.join(\" \", args));"
                        + " System.exit(args.length == 1 ? 1 : 0); }"
                        + " public static int run(String[] args, java.io.PrintStream out,"
                        + " java.util.function.ObjLongConsumer<java.util.List<String>> found) {"
                        + " out.println(nested.Engine.name() + \" \" + String.join(\" \", args));"
                        + " if (args.length > 1) { return 2; }"
                        + " found.accept(java.util.List.of(\"page 3\", \"event 7 is \\\"lost\\\"\", \"--repair\"), 42);"
                        + " return 1; }"));
        bundle.put("engine-1.jar", nested);
        write(
                SYSTEM + "tocsin-queue-derby/1/tocsin-queue-derby-1.jar",
                jar(headers("Bundle-ClassPath", ".,engine-1.jar"), bundle));
    }

    @Test
    public void theDoctorOfTheBundleRunsWithWhatIsNestedInIt() throws Exception {
        Files.createDirectories(data.resolve("db/queue"));

        assertThat(run()).isEqualTo("1 engine finding " + data.resolve("db/queue") + "\n");
        assertThat(run("--repair")).isEqualTo("0 engine finding " + data.resolve("db/queue") + " --repair\n");
        try (Stream<Path> left = Files.list(folder.getRoot().toPath().resolve("tmp"))) {
            assertThat(left).as("what was unpacked").isEmpty();
        }
    }

    @Test
    public void findingsAreToldAsJsonInTheShapeOfTheRunningAgent() throws Exception {
        Files.createDirectories(data.resolve("db/queue"));

        assertThat(run("--json").replaceFirst("\"millis\":[0-9]+", "\"millis\":0"))
                .isEqualTo("1 engine " + data.resolve("db/queue")
                        + "\n{\"state\":\"DONE\",\"checked\":42,\"millis\":0,\"findings\":[{\"what\":\"page 3\","
                        + "\"consequence\":\"event 7 is \\\"lost\\\"\",\"remedy\":\"--repair\"}]}\n");
        assertThat(run("--json", "--repair"))
                .as("nothing is found when nothing can be told")
                .isEqualTo("2 engine " + data.resolve("db/queue") + " --repair\n");
    }

    @Test
    public void whatCannotBeToldEndsWithTwoAndNamesWhatIsMissing() throws Exception {
        assertThat(run()).startsWith("2 tocsin doctor: " + data + "/db/queue: there is no database, so nothing");
        Files.createDirectories(data.resolve("db"));
        Files.createFile(data.resolve("db/queue.lock"));
        assertThat(run()).startsWith("2 tocsin doctor: " + data + "/db/queue: there is no database, so nothing");
        Files.createDirectories(data.resolve("db/queue.salvage"));
        assertThat(run()).as("a repair that was cut short").startsWith("1 engine finding ");
        Files.createDirectories(data.resolve("db/queue"));
        assertThat(run("--fast")).startsWith("2 tocsin doctor: '--fast': does not belong here");
        Path bundle = root.resolve(SYSTEM + "tocsin-queue-derby/1/tocsin-queue-derby-1.jar");
        Files.write(bundle, jar(headers(), compile("org.tocsin.queue.derby.Doctor", "")));
        assertThat(run()).startsWith("2 tocsin doctor: this distribution's store has no such doctor");
        assertThat(run("--json")).startsWith("2 tocsin doctor: --json: this distribution's store tells text only");
        Files.writeString(bundle, "no jar");
        assertThat(run()).startsWith("2 tocsin doctor: the check cannot begin");
        Files.delete(root.resolve(SYSTEM + "tocsin-api/1/tocsin-api-1.jar"));
        Files.write(bundle, jar(headers(), Map.of()));
        assertThat(run()).startsWith("2 tocsin doctor: ").contains("tocsin-api", "unpack the distribution again");
        Files.write(bundle, jar(Map.of(), Map.of()));
        assertThat(run()).startsWith("2 tocsin doctor: ").contains("no bundle there keeps the queue");
    }

    private String run(String... args) throws IOException, InterruptedException {
        Path tmp = Files.createDirectories(root.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Djava.io.tmpdir=" + tmp,
                "-cp",
                System.getProperty("java.class.path"),
                OfflineDoctor.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TOCSIN_DATA", data.toString());
        builder.environment().put("TOCSIN_ETC", root.resolve("etc").toString());
        builder.environment().put("TOCSIN_HOME", root.toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + out;
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** The class of this name with this method, among those that were compiled before. */
    private Map<String, byte[]> compile(String name, String method) throws IOException {
        Path classes = Files.createDirectories(root.resolve("classes"));
        int dot = name.lastIndexOf('.');
        Path source = Files.createDirectories(root.resolve("source")).resolve(name.substring(dot + 1) + ".java");
        Files.writeString(
                source,
                "package " + name.substring(0, dot) + "; public class " + name.substring(dot + 1) + " { " + method
                        + " }");
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", classes.toString(), "-d", classes.toString(), source.toString());
        assertThat(exit).isZero();
        String file = name.replace('.', '/') + ".class";
        return Map.of(file, Files.readAllBytes(classes.resolve(file)));
    }

    private static Map<String, String> headers(String... more) {
        Map<String, String> headers = new TreeMap<>(
                Map.of("Tocsin-Store", "org.tocsin.queue.derby", "Main-Class", "org.tocsin.queue.derby.Doctor"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    private static byte[] jar(Map<String, String> headers, Map<String, byte[]> entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
