{
  description = "Full-screen terminal program that helps a DJ find the next record";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      version = "@VERSION@";
      archives = {
        @IF x86_64-unknown-linux-musl
        x86_64-linux = { target = "x86_64-unknown-linux-musl"; sha256 = "@SHA256:x86_64-unknown-linux-musl@"; };
        @END
        @IF aarch64-unknown-linux-musl
        aarch64-linux = { target = "aarch64-unknown-linux-musl"; sha256 = "@SHA256:aarch64-unknown-linux-musl@"; };
        @END
        @IF x86_64-apple-darwin
        x86_64-darwin = { target = "x86_64-apple-darwin"; sha256 = "@SHA256:x86_64-apple-darwin@"; };
        @END
        @IF aarch64-apple-darwin
        aarch64-darwin = { target = "aarch64-apple-darwin"; sha256 = "@SHA256:aarch64-apple-darwin@"; };
        @END
      };
      package = system: { target, sha256 }:
        let pkgs = nixpkgs.legacyPackages.${system};
        in pkgs.stdenvNoCC.mkDerivation {
          pname = "segue";
          inherit version;
          src = pkgs.fetchurl {
            url = "@RELEASES@/segue-${version}-${target}.tar.gz";
            inherit sha256;
          };
          nativeBuildInputs = [ pkgs.installShellFiles ];
          dontStrip = true;
          installPhase = ''
            install -Dm755 segue $out/bin/segue
            installManPage man/segue.1
            installShellCompletion --bash --name segue completions/segue.bash
            installShellCompletion --zsh completions/_segue
            installShellCompletion --fish completions/segue.fish
            mkdir -p $out/share/doc/segue
            cp -r README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE licences $out/share/doc/segue/
          '';
          meta = {
            description = "Full-screen terminal program that helps a DJ find the next record";
            homepage = "@HOME@";
            license = with pkgs.lib.licenses; [ mit asl20 cc-by-sa-30 isc ];
            mainProgram = "segue";
          };
        };
    in {
      packages = builtins.mapAttrs (system: archive: { default = package system archive; }) archives;
    };
}
