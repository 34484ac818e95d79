// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Gap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What stands in brackets behind a message, for scripts and for {@code docs/commands/messages.md}, which has a row for each: a word may be
 * said differently one day, its code stays. What is missing for an answer has its own: {@link Gap}.
 */
enum Code {
    // The account file.
    FILE_NOT_FOUND,
    FILE_NOT_READABLE,
    FILE_NOT_WRITABLE,
    FILE_TOO_LARGE,
    NO_ACCOUNT_FILE,
    OTHER_VERSION,
    WRONG_FIELD,
    KEY_VALUE_IN_FILE,
    // What a question names.
    NO_SUCH_API,
    SEVERAL_APIS,
    NO_SUCH_STAGE,
    SEVERAL_STAGES,
    NO_SUCH_KEY,
    SEVERAL_KEYS,
    NO_SUCH_PRINCIPAL,
    OTHER_ACCOUNT,
    NO_SUCH_POLICY,
    NO_POLICY,
    // The file of tests.
    NO_YAML,
    WRONG_TEST,
    NO_TESTS,
    // AWS, where it is asked.
    NO_REGION,
    NO_CREDENTIALS,
    AWS_NOT_REACHED,
    PART_NOT_READ,
    // The access log of a stage.
    NO_ACCESS_LOG,
    LOG_ELSEWHERE,
    LOG_NOT_READ,
    LOG_LACKS,
    NO_LOG_ENTRY,
    // The cluster that doctor looks at.
    NO_KUBECONFIG,
    NO_CONTEXT,
    CLUSTER_REFUSES,
    // Everything else that keeps from an answer.
    OUTPUT_LOST,
    WRONG_ARGUMENT,
    FAULT;

    /** As it is printed: {@code no-such-api}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The exit code of a command that ends with it. */
    int exit() {
        return switch (this) {
            case WRONG_ARGUMENT -> AccessCommand.USAGE;
            // What is not there yet, or is said by the one who asks, is no error.
            case LOG_LACKS, NO_LOG_ENTRY -> Verdict.UNKNOWN.code();
            default -> AccessCommand.ERROR;
        };
    }

    /** In brackets, with a space in front. */
    String bracketed() {
        return " [" + text() + "]";
    }

    /** What is missing for an answer, each once, in one pair of brackets; nothing where nothing is. */
    static String bracketed(List<Gap> gaps) {
        return gaps.isEmpty()
                ? ""
                : " [" + gaps.stream().map(Gap::text).distinct().collect(Collectors.joining(", ")) + "]";
    }
}
