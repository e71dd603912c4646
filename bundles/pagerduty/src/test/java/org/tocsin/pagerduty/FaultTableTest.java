// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        Matcher named = NAMED.matcher(Files.readString(Path.of("README.md")));
        List<String> missing = new ArrayList<>();
        int found = 0;
        while (named.find()) {
            if (has(named.group(1), named.group(2))) {
                found++;
            } else {
                missing.add(named.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(30);
    }

    private static boolean has(String type, String method) throws IOException {
        List<Path> tests = List.of(ROOT.resolve("bundles"), ROOT.resolve("karaf-assembly/itests"));
        for (Path directory : tests) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.filter(path -> path.endsWith(type + ".java")).toList()) {
                    if (Files.readString(file).contains(" void " + method + "(")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
