// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/** A value of the configuration is wrong. The message names file, key, value and remedy. */
public final class WrongSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;

    WrongSettingException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** The key in its file. */
    public String key() {
        return key;
    }
}
