namespace MetalOrleans.ApiServer.Cel;

/// <summary>Methods of lists that Kubernetes adds to CEL, and <c>join</c>.</summary>
internal static class CelLists
{
    internal static object? Invoke(string name, List<object?> list, ReadOnlySpan<object?> arguments) =>
        (name, arguments.Length) switch
        {
            ("isSorted", 0) => list.Zip(list.Skip(1)).All(pair => CelValues.Compare(pair.First, pair.Second) <= 0),
            ("sum", 0) => Sum(list),
            ("min", 0) => Extreme(list, -1, "min"),
            ("max", 0) => Extreme(list, 1, "max"),
            ("indexOf", 1) => IndexOf(list, arguments[0]),
            ("lastIndexOf", 1) => LastIndexOf(list, arguments[0]),
            ("join", 0) => Join(list, ""),
            ("join", 1) when arguments[0] is string separator => Join(list, separator),
            _ => CelError.NoSuchOverload,
        };

    private static object Sum(List<object?> list)
    {
        object sum = list.FirstOrDefault() is double ? (object)0d : 0L;
        foreach (var item in list)
        {
            sum = CelArithmetic.Invoke("+", [sum, item]);
            if (sum is CelError)
            {
                return sum;
            }
        }

        return sum;
    }

    private static object? Extreme(List<object?> list, int sign, string name)
    {
        if (list.Count == 0)
        {
            return new CelError($"{name} called on empty list");
        }

        var best = list[0];
        foreach (var item in list)
        {
            if (CelValues.Compare(item, best) is not { } order)
            {
                return CelError.NoSuchOverload;
            }

            best = order == sign ? item : best;
        }

        return best;
    }

    private static object IndexOf(List<object?> list, object? wanted) =>
        (long)list.FindIndex(item => CelValues.AreEqual(item, wanted));

    private static object LastIndexOf(List<object?> list, object? wanted) =>
        (long)list.FindLastIndex(item => CelValues.AreEqual(item, wanted));

    private static object Join(List<object?> list, string separator) =>
        list.TrueForAll(item => item is string) ? string.Join(separator, list) : CelError.NoSuchOverload;
}
