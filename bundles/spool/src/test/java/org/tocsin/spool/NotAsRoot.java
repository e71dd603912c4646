// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

/** Category of tests that root cannot run, because it may do everything: {@link NobodyTest} runs them as somebody else. */
interface NotAsRoot {}
