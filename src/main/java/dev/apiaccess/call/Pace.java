// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

/**
 * The rate at which a bucket gets tokens from now on.
 *
 * @param perSecond tokens a second now
 * @param growth by how much {@code perSecond} grows each second
 * @param most where it stops growing
 */
record Pace(double perSecond, double growth, double most) {

    /** Tokens a second after so many seconds. */
    double after(double seconds) {
        return Math.max(perSecond, Math.min(most, perSecond + growth * seconds));
    }

    /** Tokens that come within so many seconds. */
    double tokens(double seconds) {
        var growing = Math.min(seconds, growing());
        return (perSecond + growth * growing / 2) * growing + after(growing) * (seconds - growing);
    }

    /** Seconds until so many tokens have come. */
    double seconds(double tokens) {
        var whileGrowing = tokens(growing());
        return tokens <= whileGrowing
                ? 2 * tokens / (perSecond + Math.sqrt(perSecond * perSecond + 2 * growth * tokens))
                : growing() + (tokens - whileGrowing) / after(growing());
    }

    /** Seconds until the rate stops growing. */
    private double growing() {
        return Math.max(0, (most - perSecond) / growth);
    }
}
