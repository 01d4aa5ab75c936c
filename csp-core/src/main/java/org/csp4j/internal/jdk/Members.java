package org.csp4j.internal.jdk;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.Annotation;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes members of one class of the JDK usable that are not public, each as a functional interface: its arguments are the object, and
 * what the member wants beside. Who asks for one that is not there, or is of another type, fails at once.
 */
final class Members {
    /*
     * Each access is a hidden class of its own, a nestmate of the member's class, that does this access and nothing else. The interfaces
     * are those of the JDK, since it is the boot loader that has to know them. Compilers are told to make it a part of its caller, in
     * whatever depth of calls that is.
     *
     * Rejected: method handles. Each is eight methods for the compilers to inline, and some frames on a fiber's stack until they have
     *     (ADR 0022).
     */
    private final Class<?> owner;
    private final ClassDesc ownerDesc;
    private final Lookup inside;

    private Members(Class<?> owner, Lookup inside) {
        this.owner = owner;
        this.ownerDesc = desc(owner);
        this.inside = inside;
    }

    /** Those of a class of the JDK's base module. */
    static Members of(Class<?> owner) throws ReflectiveOperationException {
        VirtualThreads.openToThisLibrary("java.lang.invoke");
        VirtualThreads.openToThisLibrary(owner.getPackageName());
        Constructor<Lookup> inside = Lookup.class.getDeclaredConstructor(Class.class);
        inside.setAccessible(true);
        return new Members(owner, inside.newInstance(owner));
    }

    /** A call of a method; its last arguments are these constants: an int for a boolean. */
    <F> F call(Class<? super F> shape, String name, MethodType type, ConstantDesc... constants)
            throws ReflectiveOperationException {
        return make(shape, name, callOf(name, type, constants));
    }

    /** A call of a method that has a frame of its own on the stack: compilers are told not to make it a part of its caller. */
    <F> F callApart(Class<? super F> shape, String name, MethodType type) throws ReflectiveOperationException {
        return make(shape, name, "DontInline", callOf(name, type));
    }

    private Consumer<CodeBuilder> callOf(String name, MethodType type, ConstantDesc... constants)
            throws ReflectiveOperationException {
        Method method = owner.getDeclaredMethod(name, type.parameterArray());
        check(name, method.getReturnType(), type.returnType());
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        MethodTypeDesc typeDesc = typeDesc(type);
        return code -> {
            int slot = 1;
            if (!isStatic) {
                code.aload(slot++).checkcast(ownerDesc);
            }
            for (int i = 0; i < type.parameterCount() - constants.length; i++) {
                code.aload(slot++).checkcast(typeDesc.parameterType(i));
            }
            for (ConstantDesc constant : constants) {
                code.loadConstant(constant);
            }
            if (isStatic) {
                code.invokestatic(ownerDesc, name, typeDesc);
            } else {
                code.invokevirtual(ownerDesc, name, typeDesc);
            }
        };
    }

    /** A new object of the class, by the constructor of these parameters; those at these positions are null or zero. */
    <F> F construct(Class<? super F> shape, MethodType type, Integer... zeros) throws ReflectiveOperationException {
        Constructor<?> _ = owner.getDeclaredConstructor(type.parameterArray()); // or fails
        MethodTypeDesc typeDesc = typeDesc(type);
        return make(shape, "new", code -> {
            code.new_(ownerDesc).dup();
            int slot = 1;
            for (int i = 0; i < type.parameterCount(); i++) {
                if (!List.of(zeros).contains(i)) {
                    code.aload(slot++).checkcast(typeDesc.parameterType(i));
                } else if (type.parameterType(i).isPrimitive()) {
                    code.iconst_0();
                } else {
                    code.aconst_null();
                }
            }
            code.invokespecial(ownerDesc, ConstantDescs.INIT_NAME, typeDesc);
        });
    }

    /** A read of a field, volatile where the field is. */
    <F> F get(Class<? super F> shape, String name, Class<?> type) throws ReflectiveOperationException {
        Field _ = field(name, type);
        return make(shape, name, code -> code.aload(1).checkcast(ownerDesc).getfield(ownerDesc, name, desc(type)));
    }

    /** A write of a field, volatile where the field is. */
    <F> F set(Class<? super F> shape, String name, Class<?> type) throws ReflectiveOperationException {
        Field _ = field(name, type);
        return make(
                shape,
                name,
                code -> code.aload(1)
                        .checkcast(ownerDesc)
                        .aload(2)
                        .checkcast(desc(type))
                        .putfield(ownerDesc, name, desc(type)));
    }

    /** A write of a final field of this type: of an object that nobody else knows yet. */
    <F> F setFinal(Class<? super F> shape, String name, Class<?> type) throws ReflectiveOperationException {
        return byUnsafe(shape, field(name, type), "putReference", Object.class);
    }

    /** A write of this number to a field, volatile where the field is. */
    <O> Consumer<O> set(String name, int value) throws ReflectiveOperationException {
        Field _ = field(name, int.class);
        return make(
                Consumer.class,
                name,
                code -> code.aload(1).checkcast(ownerDesc).loadConstant(value).putfield(ownerDesc, name, CD_int));
    }

    /** A write of this number to a field, by release. */
    <O> Consumer<O> setRelease(String name, int value) throws ReflectiveOperationException {
        return byUnsafe(Consumer.class, field(name, int.class), "putIntRelease", int.class, value);
    }

    /** A write of this value to a field, by release. */
    <O> Consumer<O> setRelease(String name, boolean value) throws ReflectiveOperationException {
        return byUnsafe(Consumer.class, field(name, boolean.class), "putBooleanRelease", boolean.class, value ? 1 : 0);
    }

    /** A write of null to a field of this type, by release. */
    <O> Consumer<O> setNullRelease(String name, Class<?> type) throws ReflectiveOperationException {
        return byUnsafe(
                Consumer.class, field(name, type), "putReferenceRelease", Object.class, (@Nullable ConstantDesc) null);
    }

    /** A compare-and-set of a field from one number to another, volatile. */
    <O> Predicate<O> compareAndSet(String name, int expected, int value) throws ReflectiveOperationException {
        return byUnsafe(Predicate.class, field(name, int.class), "compareAndSetInt", int.class, expected, value);
    }

    /** The value of a constant. */
    int constant(String name) throws ReflectiveOperationException {
        return (int) inside.findStaticVarHandle(owner, name, int.class).get();
    }

    private Field field(String name, Class<?> type) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        check(name, field.getType(), type);
        return field;
    }

    private void check(String name, Class<?> found, Class<?> expected) throws ReflectiveOperationException {
        if (found != expected) {
            throw new ReflectiveOperationException(
                    owner.getName() + "." + name + " is of " + found + ", not of " + expected);
        }
    }

    /** An access to a field by a method of the JDK's Unsafe, which is given these constants of this type; if none, what the access is. */
    private <F> F byUnsafe(
            Class<? super F> shape, Field field, String name, Class<?> type, @Nullable ConstantDesc... constants)
            throws ReflectiveOperationException {
        VirtualThreads.openToThisLibrary("jdk.internal.misc");
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
        Object instance = unsafe.getMethod("getUnsafe").invoke(null);
        long offset = (long) unsafe.getMethod("objectFieldOffset", Field.class).invoke(instance, field);
        MethodType given = MethodType.methodType(void.class, Object.class, long.class)
                .appendParameterTypes(Collections.nCopies(Math.max(1, constants.length), type));
        Method method = unsafe.getMethod(name, given.parameterArray());
        MethodTypeDesc methodType = typeDesc(given.changeReturnType(method.getReturnType()));
        ClassDesc unsafeDesc = desc(unsafe);
        return make(shape, field.getName(), code -> {
            code.invokestatic(unsafeDesc, "getUnsafe", MethodTypeDesc.of(unsafeDesc))
                    .aload(1)
                    .checkcast(ownerDesc)
                    .loadConstant(offset);
            if (constants.length == 0) {
                code.aload(2);
            }
            for (ConstantDesc constant : constants) {
                code.loadConstant(constant);
            }
            code.invokevirtual(unsafeDesc, name, methodType);
        });
    }

    private <F> F make(Class<? super F> shape, String name, Consumer<CodeBuilder> access)
            throws ReflectiveOperationException {
        return make(shape, name, "ForceInline", access);
    }

    @SuppressWarnings("unchecked") // the class has just been made to be of this shape
    private <F> F make(Class<? super F> shape, String name, String inlining, Consumer<CodeBuilder> access)
            throws ReflectiveOperationException {
        Annotation annotation = Annotation.of(ClassDesc.of("jdk.internal.vm.annotation." + inlining));
        Method method = methodOf(shape);
        ClassDesc returned = desc(method.getReturnType());
        MethodTypeDesc type = MethodTypeDesc.of(returned, Collections.nCopies(method.getParameterCount(), CD_Object));
        byte[] bytes = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS) // there are no jumps
                .build(
                        ClassDesc.of(owner.getPackageName(), "Csp4j$" + name),
                        builder -> builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                                .withInterfaceSymbols(desc(shape))
                                .withMethodBody(
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void,
                                        0,
                                        code -> code.aload(0)
                                                .invokespecial(
                                                        CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                                .return_())
                                .withMethod(method.getName(), type, ClassFile.ACC_PUBLIC, made -> {
                                    made.with(RuntimeVisibleAnnotationsAttribute.of(annotation));
                                    made.withCode(code -> {
                                        access.accept(code);
                                        code.return_(TypeKind.from(returned));
                                    });
                                }));
        Constructor<?> constructor = define(bytes).getDeclaredConstructor();
        constructor.setAccessible(true);
        return (F) constructor.newInstance();
    }

    /** Makes a class, in the package of the members' class, that may use all of these. */
    Class<?> define(byte[] made) throws IllegalAccessException {
        return inside.defineHiddenClass(made, true, Lookup.ClassOption.NESTMATE, Lookup.ClassOption.STRONG)
                .lookupClass();
    }

    private static Method methodOf(Class<?> shape) {
        for (Method each : shape.getMethods()) {
            if (Modifier.isAbstract(each.getModifiers())) {
                return each;
            }
        }
        throw new IllegalArgumentException(shape + " has no method to implement");
    }

    private static MethodTypeDesc typeDesc(MethodType type) {
        return type.describeConstable().orElseThrow();
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
