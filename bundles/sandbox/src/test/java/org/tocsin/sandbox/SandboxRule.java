// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;

/** A fresh sandbox for each test: {@code @Rule public final SandboxRule sandbox = new SandboxRule();}. */
public final class SandboxRule extends ExternalResource {

    private final SandboxOptions options;
    private @Nullable Sandbox sandbox;

    /** On a free port, with the defaults. */
    public SandboxRule() {
        this(SandboxOptions.defaults());
    }

    /** As the options say. */
    public SandboxRule(SandboxOptions options) {
        this.options = options;
    }

    /** The sandbox of the running test. */
    public Sandbox get() {
        return Objects.requireNonNull(sandbox, "the test has not begun");
    }

    @Override
    protected void before() throws IOException {
        sandbox = Sandbox.start(options);
    }

    @Override
    protected void after() {
        try {
            get().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
