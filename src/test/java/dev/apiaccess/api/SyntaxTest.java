// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the patterns of a protection take, where a mistake lets somebody in or something out. */
class SyntaxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$context.requestId $context.identity.apiKey",
                "{\"key\": \"$context.identity.apiKey\"}",
                "$context.identity.apiKey$context.status",
                "$context.identity.apiKeyI",
                "${context.identity.apiKey}",
                "$context.identity.accessKey",
                "$context.authorizer.principalId",
                "$context.authorizer.claims.sub",
                "$context.authorizer"
            })
    void aFormatWithKeysOrTokensIsFound(String format) {
        assertThat(Pattern.compile(Syntax.REFUSED_VARIABLES).matcher(format).find())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$context.requestId $context.identity.apiKeyId",
                "{\"key\": \"$context.identity.apiKeyId\"}",
                "$context.authorize.error $context.authenticate.status",
                "$context.identity.sourceIp $context.identity.userArn"
            })
    void aFormatWithoutThemIsNot(String format) {
        assertThat(Pattern.compile(Syntax.REFUSED_VARIABLES).matcher(format).find())
                .isFalse();
    }

    /** Anybody can give a role of an account of their own any name. */
    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::111122223333:role/apps/*, true",
        "arn:aws-cn:iam::111122223333:user/a?, true",
        "arn:aws:iam::111122223333:root, true",
        "arn:aws:iam::*:role/apps/web, false",
        "arn:aws:iam::11112222333?:role/apps/web, false",
        "arn:aws:iam:*:role/apps/web, false",
        "arn:aws:iam::111122223333:*, false",
        "arn:aws:iam::111122223333:group/a, false",
        "arn:aws:sts::111122223333:assumed-role/web/x, false",
        "*, false"
    })
    void aCallerIsOfAnAccountThatIsWrittenOut(String arn, boolean isTaken) {
        assertThat(arn.matches(Syntax.CALLER_ARN)).isEqualTo(isTaken);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/orders-1, true",
        "arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-orders, true",
        "arn:aws:logs:eu-west-1:111122223333:log-group:orders:*, false",
        "arn:aws:logs:eu-west-1:111122223333:log-group:*, false",
        "arn:aws:logs:eu-west-1::log-group:orders, false",
        "arn:aws:firehose:eu-west-1:111122223333:deliverystream/orders, false",
        "arn:aws:s3:::orders, false"
    })
    void aDestinationOfLogsIsOneThatApiGatewayWritesTo(String arn, boolean isTaken) {
        assertThat(arn.matches(Syntax.LOG_DESTINATION)).isEqualTo(isTaken);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:logs:eu-west-1:111122223333:log-group:orders-*, true",
        "arn:aws:logs:*:111122223333:log-group:*, true",
        "arn:aws:logs:eu-west-1:*:log-group:orders, false",
        "arn:aws:logs:eu-west-1:1111*:log-group:orders, false",
        "arn:aws:*:eu-west-1:111122223333:orders, false",
        "arn:*:logs:eu-west-1:111122223333:orders, false",
        "*, false"
    })
    void aPatternOfArnsHasItsAccountAndService(String pattern, boolean isTaken) {
        assertThat(pattern.matches(Syntax.ARN_PATTERN)).isEqualTo(isTaken);
    }

    @Test
    void aReasonIsSomeWordsOnOneLine() {
        assertThat("asked for in INC-12".matches(Syntax.WORDS)).isTrue();
        assertThat("  ".matches(Syntax.WORDS)).isFalse();
        assertThat("two\nlines".matches(Syntax.WORDS)).isFalse();
    }
}
