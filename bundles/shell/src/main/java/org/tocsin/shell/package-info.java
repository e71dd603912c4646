// SPDX-License-Identifier: Apache-2.0
/**
 * What a script gets when it calls the container's shell. {@link org.tocsin.shell.Door} puts {@link
 * org.tocsin.shell.ScriptCommands} and {@link org.tocsin.shell.ScriptChannel} into Karaf's SSH server; {@link
 * org.tocsin.shell.ScriptCommand} runs one command line for a client, {@link org.tocsin.shell.Execution} in a Karaf
 * session.
 */
@NullMarked
package org.tocsin.shell;

import org.jspecify.annotations.NullMarked;
