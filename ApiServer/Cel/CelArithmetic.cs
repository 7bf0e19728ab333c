namespace MetalOrleans.ApiServer.Cel;

/// <summary>The arithmetic operators. Nothing wraps around: an overflow is an error.</summary>
internal static class CelArithmetic
{
    internal static object Invoke(string name, object?[] arguments)
    {
        try
        {
            return arguments switch
            {
                [long.MinValue] => CelError.Overflow,
                [long value] when name == "-" => -value,
                [double value] when name == "-" => -value,
                [long left, long right] => Signed(name, left, right),
                [ulong left, ulong right] => Unsigned(name, left, right),
                [double left, double right] => Floating(name, left, right),
                [string left, string right] when name == "+" => left + right,
                [List<object?> left, List<object?> right] when name == "+" => left.Concat(right).ToList(),
                [CelDuration left, CelDuration right] => Lengths(name, left, right),
                [DateTimeOffset left, CelDuration right] when name is "+" or "-" =>
                    left.AddTicks((name == "+" ? right.Nanoseconds : -right.Nanoseconds) / TimeSpan.NanosecondsPerTick),
                [DateTimeOffset left, DateTimeOffset right] when name == "-" =>
                    new CelDuration(checked((left - right).Ticks * TimeSpan.NanosecondsPerTick)),
                _ => CelError.NoSuchOverload,
            };
        }
        catch (OverflowException)
        {
            return CelError.Overflow;
        }
        catch (ArgumentOutOfRangeException)
        {
            return new CelError("timestamp overflow");
        }
    }

    private static object Signed(string name, long left, long right) => name switch
    {
        "+" => checked(left + right),
        "-" => checked(left - right),
        "*" => checked(left * right),
        "/" when right == 0 => new CelError("division by zero"),
        "/" => checked(left / right),
        _ when right == 0 => new CelError("modulus by zero"),
        _ => right == -1 ? 0L : left % right,
    };

    private static object Unsigned(string name, ulong left, ulong right) => name switch
    {
        "+" => checked(left + right),
        "-" => checked(left - right),
        "*" => checked(left * right),
        "/" when right == 0 => new CelError("division by zero"),
        "/" => left / right,
        _ when right == 0 => new CelError("modulus by zero"),
        _ => left % right,
    };

    private static object Floating(string name, double left, double right) => name switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        _ => CelError.NoSuchOverload,
    };

    private static object Lengths(string name, CelDuration left, CelDuration right) => name switch
    {
        "+" => new CelDuration(checked(left.Nanoseconds + right.Nanoseconds)),
        "-" => new CelDuration(checked(left.Nanoseconds - right.Nanoseconds)),
        _ => CelError.NoSuchOverload,
    };
}
