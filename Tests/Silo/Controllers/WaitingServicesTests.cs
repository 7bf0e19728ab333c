using MetalOrleans.Domain.Services;
using MetalOrleans.Silo.Controllers;

namespace MetalOrleans.Tests.Silo.Controllers;

/// <summary>S-057, W-104: who waits is woken by what it waits for, once, and by nothing else.</summary>
public sealed class WaitingServicesTests
{
    private static readonly ServiceKey A = new("default", "a");
    private static readonly ServiceKey B = new("default", "b");
    private readonly WaitingServices _waiting = new();

    [Fact]
    public void Wakes_those_who_wait_for_the_pool_and_nobody_else()
    {
        _waiting.Set(B, ["one", "two"], _waiting.Now);
        _waiting.Set(A, ["one"], _waiting.Now);

        Assert.Equal([A, B], _waiting.Wake(["one"]));
        Assert.Equal([B], _waiting.Wake(["two"]));
        Assert.Empty(_waiting.Wake(["three"]));
    }

    [Fact]
    public void Who_lacks_nothing_any_more_is_not_woken()
    {
        _waiting.Set(A, ["one"], _waiting.Now);
        _waiting.Set(A, [], _waiting.Now);

        Assert.Empty(_waiting.Wake(["one"]));
    }

    [Fact]
    public void What_became_free_during_a_pass_is_worth_another()
    {
        var since = _waiting.Now;
        _waiting.Wake(["one"]);

        Assert.True(_waiting.Set(A, ["one", "two"], since));
        Assert.False(_waiting.Set(B, ["two"], since));
        Assert.False(_waiting.Set(A, ["one"], _waiting.Now));
    }
}
