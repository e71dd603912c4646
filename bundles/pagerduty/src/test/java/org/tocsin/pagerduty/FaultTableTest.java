// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** The README says which test holds what happens to which fault: so they shall be there. */
public class FaultTableTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]*)\\.([a-z][A-Za-z0-9]*)`");

    @Test
    public void everyTestThatTheTableNamesIsThere() throws IOException {
        Map<String, String> tests = tests();
        Matcher named = NAMED.matcher(Files.readString(Path.of("README.md")));
        List<String> missing = new ArrayList<>();
        int found = 0;
        while (named.find()) {
            if (tests.getOrDefault(named.group(1), "").contains(" void " + named.group(2) + "(")) {
                found++;
            } else {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(30);
    }

    /** The text of every test, by its simple name; of several of one name all together. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        for (String room : List.of("bundles", "karaf-assembly")) {
            try (Stream<Path> rooms = Files.list(ROOT.resolve(room))) {
                for (Path sources : rooms.map(one -> one.resolve("src/test/java"))
                        .filter(Files::isDirectory)
                        .toList()) {
                    collect(sources, tests);
                }
            }
        }
        return tests;
    }

    private static void collect(Path sources, Map<String, String> tests) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                tests.merge(name, Files.readString(file), String::concat);
            }
        }
    }
}
