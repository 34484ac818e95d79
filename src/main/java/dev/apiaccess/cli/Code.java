// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Gap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What stands in brackets behind a message, for scripts and for {@code docs/commands/messages.md}, which has a row for each: a word may be
 * said differently one day, its code stays.
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
    FAULT,
    // What is not known.
    POLICY_NOT_KNOWN_DEPLOYED,
    POLICY_NOT_READABLE,
    POLICIES_OF_OTHER_ACCOUNT,
    ENDPOINT_POLICY_NOT_SEEN,
    METHODS_NOT_READ,
    AUTHORIZER_DECIDES,
    SIMULATED_DENY,
    SESSION_NOT_GIVEN,
    CONDITION_NOT_GIVEN,
    API_KEY_NOT_GIVEN,
    AWS_DOES_NOT_SAY;

    /** What each call has or has not: of these an answer only depends. */
    static final List<Code> OF_THE_CALL = List.of(CONDITION_NOT_GIVEN, API_KEY_NOT_GIVEN);

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

    static Code of(Gap gap) {
        return switch (gap) {
            case POLICY_NOT_KNOWN_DEPLOYED -> POLICY_NOT_KNOWN_DEPLOYED;
            case POLICY_NOT_READABLE -> POLICY_NOT_READABLE;
            case POLICIES_OF_OTHER_ACCOUNT -> POLICIES_OF_OTHER_ACCOUNT;
            case ENDPOINT_POLICY_NOT_SEEN -> ENDPOINT_POLICY_NOT_SEEN;
            case METHODS_NOT_READ -> METHODS_NOT_READ;
            case AUTHORIZER_DECIDES -> AUTHORIZER_DECIDES;
            case SIMULATED_DENY -> SIMULATED_DENY;
            case SESSION_NOT_GIVEN -> SESSION_NOT_GIVEN;
            case CONDITION_NOT_GIVEN -> CONDITION_NOT_GIVEN;
            case API_KEY_NOT_GIVEN -> API_KEY_NOT_GIVEN;
            case AWS_DOES_NOT_SAY -> AWS_DOES_NOT_SAY;
        };
    }

    /** Several in one pair of brackets, each once; nothing where there are none. */
    static String bracketed(List<Code> codes) {
        return codes.isEmpty()
                ? ""
                : " [" + codes.stream().map(Code::text).distinct().collect(Collectors.joining(", ")) + "]";
    }
}
