// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

/** How an answer is printed; named as the option takes it. */
enum Form {
    text,
    json
}
