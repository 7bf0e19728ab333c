using MetalOrleans.Domain.Bgp;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Tests.Domain.Bgp;

public sealed class BgpPasswordTests
{
    [Fact]
    [Trait("Invariant", "8")]
    public void No_text_of_anything_that_holds_a_password_shows_it() // W-117
    {
        var password = new BgpPassword("hunter2");
        object[] holders =
        [
            password,
            new BGPPeerSpec { Name = "p", Password = password },
            new BgpPeer { Name = "p", MyASN = 1, Password = password },
            new PasswordSecret(PasswordSecret.BasicAuth, password),
        ];

        Assert.All(holders, holder => Assert.DoesNotContain("hunter2", holder.ToString(), StringComparison.Ordinal));
        Assert.All(holders, holder => Assert.Contains("(hidden)", holder.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Two_passwords_are_equal_when_their_octets_are() // W-100: a Secret that was read again is no change
    {
        Assert.Equal(new BgpPassword("a"), new BgpPassword("a"u8));
        Assert.NotEqual(new BgpPassword("a"), new BgpPassword("b"));
        Assert.Equal("a"u8.ToArray(), new BgpPassword("a").Reveal().ToArray());
    }
}
