package kigen;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Options of `kigen serve` for the world of a parameter, such as `--manner=nginx`, and a scenario to play first. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Serve {
    /** The options, each with its value: `--start=2026-03-05T10:00:00+09:00`. */
    String[] value() default {};
}
