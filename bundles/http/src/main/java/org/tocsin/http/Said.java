// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.util.Map;

/**
 * What whoever started the agent said of the two settings that its clients have, too: it goes before the configuration. The
 * container lays variables over the keys of a file, so they would not count where the file has no such line.
 *
 * @param environment the variables of this process
 */
record Said(Map<String, String> environment) {

    /** As the launcher hands them on: only what was said, not what it found in the file. */
    private static final String ADDRESS = "ORG_TOCSIN_HTTP_ADDRESS";

    private static final String SECRET_FILE = "ORG_TOCSIN_HTTP_SECRETFILE";

    /** Where to listen. */
    String address(Intake.Config config) {
        return text(ADDRESS, config.address());
    }

    /** The token's file; empty for the usual one. */
    String secretFile(Intake.Config config) {
        return text(SECRET_FILE, config.secretFile()).strip();
    }

    private String text(String variable, String otherwise) {
        String said = environment.getOrDefault(variable, "");
        return said.isBlank() ? otherwise : said;
    }
}
