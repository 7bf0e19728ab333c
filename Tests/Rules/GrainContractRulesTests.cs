using System.Reflection;
using Orleans.Concurrency;

namespace MetalOrleans.Tests.Rules;

/// <summary>What every grain interface promises its callers.</summary>
public sealed class GrainContractRulesTests
{
    public static TheoryData<Type> GrainInterfaces => new(
        Assembly.Load("MetalOrleans.Grains.Interfaces").GetTypes()
            .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type)));

    [Theory]
    [MemberData(nameof(GrainInterfaces))]
    public void Every_method_ends_in_Async_and_can_be_cancelled(Type grain) =>
        SourceTree.AssertNone(
            from method in grain.GetMethods()
            let last = method.GetParameters().LastOrDefault()?.ParameterType
            where !method.Name.EndsWith("Async", StringComparison.Ordinal)
                // Nobody waits for a one-way call, so there is nothing to cancel.
                || (last != typeof(CancellationToken) && method.GetCustomAttribute<OneWayAttribute>() is null)
            select $"{grain.Name}.{method.Name}");

    [Theory]
    [MemberData(nameof(GrainInterfaces))]
    public void Only_values_of_ours_and_of_the_base_library_cross_between_grains(Type grain) =>
        SourceTree.AssertNone(
            from method in grain.GetMethods()
            from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)
            from part in Parts(type)
            let assembly = part.Assembly.GetName().Name!
            where assembly is not ("MetalOrleans.Domain" or "MetalOrleans.Grains.Interfaces" or "System.Private.CoreLib")
                && !assembly.StartsWith("System.", StringComparison.Ordinal)
            select $"{grain.Name}.{method.Name}: {part}");

    private static IEnumerable<Type> Parts(Type type) =>
        type.GetGenericArguments().SelectMany(Parts).Append(type.GetElementType() ?? type);
}
