// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.util.Map;

/**
 * What whoever started the agent said of the two settings that its clients have, too. The container lays variables over the
 * keys of a file; these count without one.
 *
 * @param configured the keys that the file has
 * @param environment the variables of this process
 */
record Said(Map<String, ?> configured, Map<String, String> environment) {

    /** As the launcher hands them on: only what was said, not what it found in the file. */
    private static final String ADDRESS = "ORG_TOCSIN_HTTP_ADDRESS";

    private static final String SECRET_FILE = "ORG_TOCSIN_HTTP_SECRETFILE";

    /** Where to listen. */
    String address(Intake.Config config) {
        return text("address", ADDRESS, config.address());
    }

    /** The token's file; empty for the usual one. */
    String secretFile(Intake.Config config) {
        return text("secretFile", SECRET_FILE, config.secretFile()).strip();
    }

    private String text(String key, String variable, String otherwise) {
        String said = environment.get(variable);
        return configured.containsKey(key) || said == null || said.isBlank() ? otherwise : said;
    }
}
