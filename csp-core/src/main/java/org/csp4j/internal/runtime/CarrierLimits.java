package org.csp4j.internal.runtime;

import java.time.Duration;
import java.util.Objects;
import java.util.StringJoiner;
import org.csp4j.internal.sched.SchedulerLimits;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for of the carriers of a scheduler; null where nothing was.
 *
 * @param parallelism see {@link SchedulerLimits}, as for the others
 * @param maxCarriers how many there may be, with those that are stuck
 * @param timeSlice how long a carrier may stay in one fiber while others wait for it
 * @param stuckReportAfter how long a carrier may stay in one fiber until that is reported
 */
public record CarrierLimits(
        @Nullable Integer parallelism,
        @Nullable Integer maxCarriers,
        @Nullable Duration timeSlice,
        @Nullable Duration stuckReportAfter) {
    /** Nothing was asked for. */
    public static final CarrierLimits NONE = new CarrierLimits(null, null, null, null);

    public CarrierLimits withParallelism(int carriers) {
        return new CarrierLimits(
                SchedulerLimits.checkCarriers("parallelism", carriers), maxCarriers, timeSlice, stuckReportAfter);
    }

    public CarrierLimits withMaxCarriers(int carriers) {
        return new CarrierLimits(
                parallelism, SchedulerLimits.checkCarriers("maxCarriers", carriers), timeSlice, stuckReportAfter);
    }

    public CarrierLimits withTimeSlice(Duration slice) {
        return new CarrierLimits(parallelism, maxCarriers, SchedulerLimits.checkTimeSlice(slice), stuckReportAfter);
    }

    public CarrierLimits withStuckReportAfter(Duration time) {
        return new CarrierLimits(parallelism, maxCarriers, timeSlice, SchedulerLimits.checkStuckReportAfter(time));
    }

    boolean isAny() {
        return !equals(NONE);
    }

    /** What was asked for, in the words of the builder. */
    String describe() {
        StringJoiner text = new StringJoiner(", ");
        if (parallelism != null) text.add("parallelism " + parallelism);
        if (maxCarriers != null) text.add("maxCarriers " + maxCarriers);
        if (timeSlice != null) text.add("timeSlice " + timeSlice);
        if (stuckReportAfter != null) text.add("stuckReportAfter " + stuckReportAfter);
        return text.toString();
    }

    /** The limits with the standard ones for what was not asked for. */
    SchedulerLimits orStandard() {
        SchedulerLimits standard = SchedulerLimits.standard();
        int most = Objects.requireNonNullElse(maxCarriers, standard.maxCarriers());
        int all = Objects.requireNonNullElse(parallelism, Math.min(standard.parallelism(), most));
        if (all > most) {
            throw new IllegalStateException("parallelism " + all + " is more than maxCarriers "
                    + (maxCarriers == null ? "allows by default, which is " : "") + most);
        }
        return new SchedulerLimits(
                all,
                most,
                Objects.requireNonNullElse(timeSlice, standard.timeSlice()),
                Objects.requireNonNullElse(stuckReportAfter, standard.stuckReportAfter()));
    }
}
