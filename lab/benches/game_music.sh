#!/usr/bin/env bash
# Music to evaluate listening on: the free game music that Debian 12 ships, unpacked into a folder.
#
#   lab/benches/game_music.sh DIR && cargo run --release -p segue-lab -- evaluate --sound DIR/music
#
# Nothing is installed. Needs apt with Debian 12's archive, dpkg-deb, sha256sum, python3, and 3 GB. Each package is checked by version and checksum;
# its licences are in DIR/NAME/usr/share/doc.
set -euo pipefail
dir=${1:?"usage: $0 DIR"}
mkdir -p "$dir/packages" "$dir/music"
cd "$dir"

while read -r name version sha256; do
    file=$(find packages -name "${name}_*.deb" -print -quit)
    if [ -z "$file" ]; then
        (cd packages && apt-get -q download "$name=$version")
        file=$(find packages -name "${name}_*.deb" -print -quit)
    fi
    echo "$sha256  $file" | sha256sum --check --quiet
    [ -d "$name" ] || dpkg-deb -x "$file" "$name"
    # Some games keep their music in an archive.
    while IFS= read -r -d '' archive; do
        python3 -m zipfile -e "$archive" "$name" && rm "$archive"
    done < <(find "$name" -name '*.pk3' -print0)
    # Music, not the noises of the games; a folder is an album.
    (cd "$name" && find . -type f -size +500k \( -iname '*.ogg' -o -iname '*.oga' -o -iname '*.mp3' -o -iname '*.flac' -o -iname '*.wav' \) -print0) |
        while IFS= read -r -d '' track; do
            mkdir -p "music/$name/$(dirname "$track")"
            ln -f "$name/$track" "music/$name/$track"
        done
done <<'PACKAGES'
ardentryst 1.71-9 7a01180285a4acaa980b18118127c60ac0377f4e2bcd69244b1feb7de5fc566f
asc-music 1.3-6 369f2d396adb8db9003ef73b797d529e284a7764a5ff4b59a50a4c8b9294da5f
btanks-data 0.9.8083-9 fbe1a476d95c68fe73d87715f4f0aecc1bc5428a979cd19451722665c9dbb5ae
colobot-common-sounds 0.2.0-2 819e799542eac69c95b072567b5584eb3e0b2bb900de13efa3684915747b1644
extremetuxracer-data 0.8.2-1 8ce6c82e6fb89549d284f43f6c4b0a9d82e6c0e5da753bee0ef419276a21470c
flare-game 1.14-1 4ab6a8298276013d35a0806257e130d992761af1b749041433b409c3dafec508
freedroidrpg-data 1.0-1 16c3cfeb82b1ec20c98493bbe1de2e356bd1aec832845630a5a7f12e303baa2b
hedgewars-data 1.0.2-6 722225903a72604403e6e0026e40e9a6953f47a74d94efc5f55504bc05bb4761
lincity-ng-data 2.9~git20150314-5 8f5e85bd42879abdc7099b035d7a3d7468eceb6b93b52a12270c28f3f3c792f9
marsshooter-data 0.7.6-7 b8d040a9739434f2be96bbf9b38f0743d56d59b853647b2242f9357e38394951
megaglest-data 3.13.0-3 ed4783d9fc78e201a548b266f7c30325eb16cfd58a20bf4597dd6e622f84a07e
naev-data 0.8.2-1 a98849cacdfc72779e03ceb68f32af03cb3c3f382ba8b82e3299ef87254b454d
nexuiz-music 2.5.2-12 d1a7d6e2c0a5bbe6670dbf73354e38f742597310d425e373250fc71a636f8dda
scorched3d-data 44+dfsg-8 b0be0a6d561966a62b1f135e0e6f5681c85f12e34ecad5777cb1af9fbcb7f1da
singularity-music 007-2 139ba1e408eeb0a72f1fff3760ca46558b9f81bed97dc8c0efa108c4007f4845
starfighter-data 2.4-1 0c6038f76836c88249928d2ec93375cada3ccf4beb6d6faac3679f3bdb0e39cd
supertux-data 0.6.3-2 a6ad8865972f1dbb5e7b49f4e1b381dd16a68f3028a3502cfeaca2400285d27f
supertuxkart-data 1.4+dfsg-2 568d69cda50dc8ad1facb89514bd14953dfca736fdb83c49ae330b0aa7dd2364
ufoai-music 2.5-2 2465d55e9dce75a3a2a1ad1c8ca67da84e251c04e0965d63a8562b2d9f76f9e6
wesnoth-1.16-music 1:1.16.9-1 f9bc3cde92b4ab30db5d7b85f89b4bcc3d788dd92602956d0347250850bf59bb
widelands-data 2:1.1-3 0e23d645b15bcfb9e3bcae0de9bc1bdfa75a6ecb36b2e449759d6eb0b4bbd8fb
xmoto-data 0.6.1+repack-9 458966c8291579df7dd215a3ebf48cb89fc94e94fe871d124b542eb6233c0e66
PACKAGES
echo "$(find music -type f | wc -l) tracks in $(find music -type f -printf '%h\n' | sort -u | wc -l) folders of $dir/music"
