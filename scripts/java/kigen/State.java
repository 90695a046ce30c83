package kigen;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The state in which a parameter's files are: one of those of `kigen make`, and further options. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface State {
    /** The state, such as `expired`. */
    String value();

    /** Further options of `kigen make`, such as `--expires-in=-1s`. */
    String[] options() default {};
}
