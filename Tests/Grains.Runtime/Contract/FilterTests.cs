using Orleans.Hosting;

namespace MetalOrleans.Tests.Grains.Runtime.Contract;

public sealed class FilterTests
{
    [Fact]
    public async Task Filters_run_around_the_call_in_the_order_of_their_registration_and_the_grain_s_own_last()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder
            .AddIncomingGrainCallFilter(new WrappingFilter("first"))
            .AddIncomingGrainCallFilter(context => new WrappingFilter("second").Invoke(context)));
        var grain = silo.Grains.GetGrain<IDerivedGrain>("g");

        Assert.Equal("first(second(grain(text)))", await grain.DerivedAsync("text"));
        Assert.Equal("first(second(grain(base)))", await grain.BaseAsync());
    }

    [Fact]
    public async Task A_filter_sees_the_call()
    {
        var seen = new List<string>();
        await using var silo = await TestSilo.StartAsync(builder => builder.AddIncomingGrainCallFilter(context =>
        {
            if (context.Grain is ProbeGrain)
            {
                seen.Add($"{context.MethodName}({context.Request.GetArgument(0)}) on {context.TargetId.Key}");
                seen.Add(context.ImplementationMethod.DeclaringType!.Name);
                seen.Add(context.InterfaceMethod.DeclaringType!.Name);
            }

            return context.Invoke();
        }));

        await silo.Probe("key").EchoAsync("text");

        Assert.Equal(["EchoAsync(text) on key", nameof(ProbeGrain), nameof(IProbeGrain)], seen);
    }

    [Fact]
    public async Task A_filter_may_refuse_a_call_and_replace_an_error()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.AddIncomingGrainCallFilter(async context =>
        {
            if (context.Grain is not ProbeGrain)
            {
                await context.Invoke();
                return;
            }

            if (string.Equals(context.MethodName, nameof(IProbeGrain.EchoAsync), StringComparison.Ordinal))
            {
                throw new UnauthorizedAccessException("Refused.");
            }

            try
            {
                await context.Invoke();
            }
            catch (InvalidOperationException)
            {
                context.Result = 42;
            }
        }));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(async () => await silo.Probe().EchoAsync("text"));
        Assert.Equal(42, await silo.Probe().ThrowLaterAsync("never seen"));
    }

    [Fact]
    public async Task A_reference_to_an_inherited_interface_reaches_the_same_grain()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<IDerivedGrain>("g");

        var myself = await grain.MyselfAsync();

        Assert.Equal(grain.GetGrainId(), myself.GetGrainId());
        Assert.Equal("grain(base)", await myself.BaseAsync());
    }
}
