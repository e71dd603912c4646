// SPDX-License-Identifier: Apache-2.0
/** The queue's commands in the shell: views of the service, found by the shell when one is there. */
@NullMarked
package org.tocsin.queue.shell;

import org.jspecify.annotations.NullMarked;
